import { Button } from '@mantine/core'
import type { ReachableThing } from '#shared/protocol/rest-sharing.ts'
import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Tag } from '../parts/tag.tsx'
import { useSwitch } from './use-switch.ts'
import classes from '../parts/parts.module.css'

interface AgentRowProps {
  agent: AgentSummary
  /** Of this month; undefined: not known. */
  tokens: number | undefined
  show: () => void
}

export function AgentRow({ agent, tokens, show }: AgentRowProps) {
  const t = useText('organisation')
  const facts = useFacts(agent, tokens)
  const { turn, isBusy } = useSwitch(agent)
  const { name, isBuiltin, isEnabled } = agent
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>
          {name} {isBuiltin && <Tag>{t('agents.builtin')}</Tag>}{' '}
          {!isEnabled && <Tag tone="warning">{t('agents.off')}</Tag>}
        </p>
        <p className={classes.quiet}>{facts.join(' · ')}</p>
        {!isBuiltin && <Places agent={agent} />}
      </div>
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="compact-sm"
          loading={isBusy}
          aria-label={t(isEnabled ? 'agents.switchOffOf' : 'agents.switchOnOf', { name })}
          onClick={() => void turn()}
        >
          {t(isEnabled ? 'agents.switchOff' : 'agents.switchOn')}
        </Button>
        <Button variant="default" size="compact-sm" aria-label={t('agents.configureOf', { name })} onClick={show}>
          {t('agents.configure')}
        </Button>
      </div>
    </li>
  )
}

/** Where it may be asked, by name. */
function Places({ agent: { principal } }: { agent: AgentSummary }) {
  const t = useText('organisation')
  const format = useFormatter()
  const { path } = useOrganisation()
  const reached = useWholeList<ReachableThing>(`${path}/access/${encodeURIComponent(principal)}`)
  if (reached.status !== 'ready') return null
  const names = reached.value.filter(({ kind }) => kind === 'workspace').map(({ title }) => title)
  const said = names.length > 0 ? t('agents.worksIn', { names: format.list(names) }) : t('agents.worksNowhere')
  return <p className={classes.quiet}>{said}</p>
}

function useFacts({ model, tools }: AgentSummary, tokens: number | undefined): readonly string[] {
  const t = useText('organisation')
  const format = useFormatter()
  return [
    model ?? t('agents.usualModel'),
    tools === undefined ? t('agents.allTools') : t('agents.someTools', { count: tools.length }),
    ...(tokens === undefined ? [] : [t('agents.tokens', { count: tokens, tokens: format.number(tokens) })]),
  ]
}
