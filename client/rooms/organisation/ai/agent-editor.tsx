import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentSummary, AgentTool, TokenUse } from '#shared/protocol/rest-agents.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { useAnswer } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import { AgentForm } from './agent-form.tsx'
import { AgentPlaces } from './agent-places.tsx'
import { useSwitch } from './use-switch.ts'
import classes from '../parts/parts.module.css'

interface AgentEditorProps {
  agent: AgentSummary
  close: () => void
}

/** One agent: how it is run, where it may work, and its end. On a phone the arrow above the page leads back to all of them. */
export function AgentEditor({ agent, close }: AgentEditorProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const isPhone = useIsPhone()
  const at = `${path}/assistant/tools`
  const tools = useAnswer<{ items: readonly AgentTool[] }>(at)
  return (
    <>
      {!isPhone && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={close}
        >
          {t('agents.back')}
        </Button>
      )}
      <h2 className={classes.heading}>{agent.name}</h2>
      <State agent={agent} />
      <Answered answer={tools} path={at}>
        {({ items }) => (
          <div className={classes.foot}>
            <AgentForm key={JSON.stringify(agent)} agent={agent} tools={items} />
          </div>
        )}
      </Answered>
      <h2 className={classes.heading}>{t('agents.places')}</h2>
      {agent.isBuiltin ? <p className={classes.intro}>{t('agents.builtinPlaces')}</p> : <AgentPlaces agent={agent} />}
      {!agent.isBuiltin && <Removal agent={agent} close={close} />}
    </>
  )
}

/** Whether it works, and what it has cost. */
function State({ agent }: { agent: AgentSummary }) {
  const t = useText('organisation')
  const format = useFormatter()
  const { path } = useOrganisation()
  const { turn, isBusy } = useSwitch(agent)
  const tokens = useAnswer<{ items: readonly TokenUse[] }>(`${path}/usage/tokens`)
  const used =
    tokens.status === 'ready' ? (tokens.value.items.find(({ who }) => who === agent.principal)?.used ?? 0) : undefined
  return (
    <div className={classes.row}>
      <div className={classes.rowWords}>
        <p>{t(agent.isEnabled ? 'agents.isOn' : 'agents.isOff')}</p>
        {used !== undefined && (
          <p className={classes.quiet}>{t('agents.tokens', { count: used, tokens: format.number(used) })}</p>
        )}
      </div>
      <Button variant="default" size="compact-sm" loading={isBusy} onClick={() => void turn()}>
        {t(agent.isEnabled ? 'agents.switchOff' : 'agents.switchOn')}
      </Button>
    </div>
  )
}

function Removal({ agent: { id, name }, close }: AgentEditorProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act } = useAct(path)
  const [isAsking, setAsking] = useState(false)
  const question = {
    title: t('agents.removeTitle', { name }),
    consequences: [t('agents.removeAccess'), t('agents.removeSchedules'), t('agents.removeStays')],
    name,
    confirmLabel: t('agents.remove'),
    run: async () => {
      const outcome = await act(`${path}/agents/${id}`, { method: 'DELETE' }, t('agents.removed', { name }))
      if (outcome.ok) close()
    },
  }
  return (
    <>
      <h2 className={classes.heading}>{t('agents.end')}</h2>
      <Button variant="light" color="red" onClick={() => setAsking(true)}>
        {t('agents.remove')}
      </Button>
      <NamedConfirm question={isAsking ? question : undefined} close={() => setAsking(false)} />
    </>
  )
}
