import { Button } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

const offline = ['saved', 'start', 'send', 'merge', 'refused'] as const
const share = ['sync', 'roles', 'link', 'thing', 'publicLink', 'organisation', 'remove'] as const

export function HelpSection() {
  const t = useText('settings')
  const shortcuts = useOverlay('shell.shortcuts')
  return (
    <>
      <SettingsSection title={t('help.keysTitle')}>
        <p className={classes.intro}>{t.rich('help.keysBody', { key: () => <Kbd combo="?" /> })}</p>
        <Button variant="default" onClick={() => shortcuts.show()}>
          {t('help.keysShow')}
        </Button>
      </SettingsSection>
      <SettingsSection title={t('help.offlineTitle')}>
        <ul className={classes.points}>
          {offline.map((point) => (
            <li key={point}>{t(`help.offline.${point}`)}</li>
          ))}
        </ul>
      </SettingsSection>
      <SettingsSection title={t('help.shareTitle')}>
        <ul className={classes.points}>
          {share.map((point) => (
            <li key={point}>{t(`help.share.${point}`)}</li>
          ))}
        </ul>
      </SettingsSection>
      <SettingsSection title={t('help.undoTitle')} intro={t('help.undo')} />
    </>
  )
}
