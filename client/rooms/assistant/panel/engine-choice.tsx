import { Menu, UnstyledButton } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useText } from '#client/ui/i18n.tsx'
import classes from './assistant-panel.module.css'

const engines = ['device', 'agent'] as const
export type PanelEngine = (typeof engines)[number]

/** Who is asked, as it was chosen last on this device. In a workspace that is nowhere else there is nobody to choose. */
export function useEngineChoice(isLocal: boolean): [PanelEngine, (engine: PanelEngine) => void] {
  const [chosen, choose] = useLocalStorage<PanelEngine>({
    key: 'nexus-assistant-engine',
    defaultValue: 'device',
    getInitialValueInEffect: false,
  })
  return [!isLocal && chosen === 'agent' ? 'agent' : 'device', choose]
}

interface EngineChoiceProps {
  engine: PanelEngine
  setEngine: (engine: PanelEngine) => void
  hasAgent: boolean
}

/** Says who answers and where the words go, before they go there. */
export function EngineChoice({ engine, setEngine, hasAgent }: EngineChoiceProps) {
  const t = useText('assistant')
  if (!hasAgent) {
    return (
      <span className={classes.engine} data-tip={t('panel.deviceHint')}>
        {t('panel.device')}
      </span>
    )
  }
  return (
    <Menu position="bottom-start" width={280} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.engine} aria-label={`${t('panel.engine')}: ${t(`panel.${engine}`)}`}>
          {t(`panel.${engine}`)} <IconChevronDown size={12} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={engine} onChange={(value) => setEngine(value as PanelEngine)}>
          {engines.map((each) => (
            <Menu.RadioItem key={each} value={each} closeMenuOnClick>
              {t(`panel.${each}`)}
              <span className={classes.hint}>{t(`panel.${each}Hint`)}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
