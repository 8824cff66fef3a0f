import { SegmentedControl, type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import { SettingsSection } from './settings-section.tsx'

const schemes = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[]

export function AppearanceSection() {
  const t = useText('settings')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SettingsSection title={t('appearance.theme')}>
      <SegmentedControl
        aria-label={t('appearance.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
        data={schemes.map((value) => ({ value, label: t(`appearance.${value}`) }))}
      />
    </SettingsSection>
  )
}
