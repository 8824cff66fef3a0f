import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentSummary, TokenUse } from '#shared/protocol/rest-agents.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswer, useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { AgentEditor } from './agent-editor.tsx'
import { AgentRow } from './agent-row.tsx'
import { NewAgent } from './new-agent.tsx'
import { useOpenAgent } from './open-agent.ts'
import classes from '../parts/parts.module.css'

/** Who works for the organisation without being a person: the built-in agent, and those that were made here or in the operator's file. */
export function AgentsPage() {
  const { path } = useOrganisation()
  const [agent, open] = useOpenAgent()
  const agents = useWholeList<AgentSummary>(`${path}/agents`)
  return (
    <Answered answer={agents} path={path}>
      {(all) => {
        const shown = all.find(({ id }) => id === agent)
        return shown ? (
          <AgentEditor key={shown.id} agent={shown} close={() => open(undefined)} />
        ) : (
          <AgentList agents={all} show={open} />
        )
      }}
    </Answered>
  )
}

interface AgentListProps {
  agents: readonly AgentSummary[]
  show: (agent: string) => void
}

function AgentList({ agents, show }: AgentListProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const [isAdding, setAdding] = useState(false)
  const tokens = useAnswer<{ items: readonly TokenUse[] }>(`${path}/usage/tokens`)
  const usedBy = (principal: string) =>
    tokens.status === 'ready' ? (tokens.value.items.find(({ who }) => who === principal)?.used ?? 0) : undefined
  return (
    <>
      <p className={classes.intro}>{t('agents.intro')}</p>
      <div className={classes.toolbar}>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('agents.add')}
        </Button>
      </div>
      <ul className={classes.list}>
        {agents.map((agent) => (
          <AgentRow key={agent.id} agent={agent} tokens={usedBy(agent.principal)} show={() => show(agent.id)} />
        ))}
      </ul>
      <NewAgent isOpen={isAdding} close={() => setAdding(false)} made={show} />
    </>
  )
}
