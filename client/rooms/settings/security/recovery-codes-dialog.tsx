import { Button, Group, Modal, Stack } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { downloadBlob } from '#client/ui/download-blob.ts'
import classes from './security.module.css'
import settings from '../settings.module.css'

/** They are shown this once: the dialog closes by its button only. */
export function RecoveryCodesDialog({ codes, close }: { codes: readonly string[]; close: () => void }) {
  const t = useText('security')
  const copy = useCopy()
  const isPhone = useIsPhone()
  const text = `${codes.join('\n')}\n`
  const save = () => downloadBlob(new Blob([text], { type: 'text/plain' }), t('twoFactor.fileName'))
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('twoFactor.codesTitle')}
      size="md"
      fullScreen={isPhone}
    >
      <Stack gap="md">
        <p className={settings.rowHint}>{t('twoFactor.codesBody')}</p>
        <ul className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Group gap="xs">
          <Button variant="default" onClick={() => void copy(text, t('twoFactor.copied'))}>
            {t('twoFactor.copy')}
          </Button>
          <Button variant="default" onClick={save}>
            {t('twoFactor.download')}
          </Button>
          <Button variant="default" onClick={() => globalThis.print()}>
            {t('twoFactor.print')}
          </Button>
        </Group>
        <Button data-autofocus onClick={close}>
          {t('twoFactor.kept')}
        </Button>
      </Stack>
    </Modal>
  )
}
