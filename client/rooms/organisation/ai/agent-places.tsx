import { Anchor, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { OrganisationWorkspace } from '#shared/protocol/rest-admin.ts'
import type { ReachableThing } from '#shared/protocol/rest-sharing.ts'
import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation, usePagePath } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

const rights = ['r--', 'rw-', 'rwx'] as const

/** In which workspaces an agent has access, whoever asks it there. */
export function AgentPlaces({ agent }: { agent: AgentSummary }) {
  const t = useText('organisation')
  const { id, path } = useOrganisation()
  const pathOf = usePagePath()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  const at = `${path}/access/${encodeURIComponent(agent.principal)}`
  const reached = useWholeList<ReachableThing>(at)
  return (
    <>
      <p className={classes.intro}>{t('agents.placesHint')}</p>
      <Answered answer={reached} path={at}>
        {(things) => (
          <Answered answer={workspaces} path={path}>
            {(all) => (
              <ul className={classes.list}>
                {all.map((workspace) => (
                  <Place key={workspace.id} agent={agent} workspace={workspace} bits={bitsIn(things, workspace)} />
                ))}
              </ul>
            )}
          </Answered>
        )}
      </Answered>
      <p className={`${classes.quiet} ${classes.foot}`}>
        {t('agents.placesElse')}{' '}
        <Anchor
          inherit
          underline="always"
          component={Link}
          to={pathOf(id, 'access')}
          search={{ of: agent.principal } as never}
        >
          {t('agents.placesAll')}
        </Anchor>
      </p>
    </>
  )
}

interface PlaceProps {
  agent: AgentSummary
  workspace: OrganisationWorkspace
  /** '': nothing. */
  bits: string
}

function Place({ agent, workspace: { id, name }, bits }: PlaceProps) {
  const t = useText('organisation')
  const organisation = useOrganisation()
  const { act, isBusy } = useAct(organisation.path)
  const grant = (wanted: string) => {
    const body = { path: `/orgs/${organisation.id}/${id}`, subject: agent.principal, bits: wanted || '---' }
    return act(`${organisation.path}/grants`, { method: 'PUT', body }, t('saved'))
  }
  const known = rights.map((value) => ({ value: value as string, label: t(`rights.${value}`) }))
  const others = bits === '' || known.some(({ value }) => value === bits) ? [] : [{ value: bits, label: bits }]
  return (
    <li className={classes.row}>
      <span className={classes.rowWords}>{name}</span>
      <Select
        size="xs"
        w={160}
        allowDeselect={false}
        disabled={isBusy}
        aria-label={t('agents.rightsIn', { workspace: name })}
        data={[{ value: '', label: t('rights.none') }, ...known, ...others]}
        value={bits}
        onChange={(value) => value !== null && value !== bits && void grant(value)}
      />
    </li>
  )
}

/** Paths are made of names where the operator gave some, else of ids. */
function bitsIn(things: readonly ReachableThing[], { id, slug }: OrganisationWorkspace): string {
  const found = things.find(({ kind, path }) => {
    const name = path.split('/').at(3)
    return kind === 'workspace' && (name === id || name === slug)
  })
  return found?.bits ?? ''
}
