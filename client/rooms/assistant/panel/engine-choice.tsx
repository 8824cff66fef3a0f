import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useText } from '#client/ui/i18n.tsx'
import type { EngineChoiceState } from './use-engine-choice.ts'
import classes from './assistant-panel.module.css'

/** Says who answers and where the words go, before they go there. `choice` undefined: the workspace is on this device only, and so is who answers. */
export function EngineChoice({ choice }: { choice: EngineChoiceState | undefined }) {
  const t = useText('assistant')
  if (!choice) {
    return (
      <span className={classes.engine} data-tip={t('panel.deviceHint')}>
        {t('panel.device')}
      </span>
    )
  }
  const { engine, agents, choose } = choice
  const name = engine.kind === 'device' ? t('panel.device') : (engine.name ?? t('panel.agent'))
  return (
    <Menu position="bottom-start" width={280} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.engine} aria-label={`${t('panel.engine')}: ${name}`}>
          {name} <IconChevronDown size={12} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={engine.kind === 'device' ? device : (engine.agent ?? '')} onChange={choose}>
          <Menu.RadioItem value={device} closeMenuOnClick>
            {t('panel.device')}
            <span className={classes.hint}>{t('panel.deviceHint')}</span>
          </Menu.RadioItem>
          {agents.map(({ id, name: agent, isBuiltin }) => (
            <Menu.RadioItem key={id} value={isBuiltin ? '' : id} closeMenuOnClick>
              {isBuiltin ? t('panel.agent') : agent}
              <span className={classes.hint}>{t(isBuiltin ? 'panel.agentHint' : 'panel.ownAgentHint')}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {agents.length === 0 && <p className={`${classes.hint} ${classes.nobody}`}>{t('panel.nobodyToAsk')}</p>}
      </Menu.Dropdown>
    </Menu>
  )
}

const device = 'device'
