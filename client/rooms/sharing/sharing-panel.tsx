import { Alert, Button } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { levelsFor } from '#shared/access/levels.ts'
import { typeOf } from '#shared/kit/ids.ts'
import type { SharingState } from '#shared/protocol/rest-sharing.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import type { Shared } from '../shared-thing.ts'
import { useThings } from '../things.ts'
import { useAnswer, useRefresh } from '../use-answer.tsx'
import { AddPeople } from './add-people.tsx'
import { GrantList } from './grant-list.tsx'
import { InheritanceSwitch } from './inheritance-switch.tsx'
import { NotNow } from './not-now.tsx'
import { PublicLinks } from './public-links.tsx'
import classes from './sharing.module.css'

interface PanelProps {
  shared: Shared
  close: () => void
}

/** Asked of the server each time it opens: who may do what is decided there. */
export function SharingPanel({ shared, close }: PanelProps) {
  const t = useText('sharing')
  const { id } = useWorkspace()
  const path = `workspaces/${id}/sharing${shared.replica ? `/${shared.replica}` : ''}`
  const offered = levelsFor(shared.replica ? 'thing' : 'workspace')
  const state = useAnswer<SharingState>(path)
  const refresh = useRefresh()
  if (state.status === 'loading') {
    return (
      <p className={classes.quiet} role="status">
        {t('loading')}
      </p>
    )
  }
  if (state.status === 'failed') {
    const isOffline = state.refusal.reason === 'unreachable'
    return <NotNow why={isOffline ? 'offline' : 'notYours'} close={close} again={() => refresh(path)} />
  }
  return (
    <div className={classes.panel}>
      {state.refusal && (
        <Alert color="gray" role="status">
          {t('stale')}
        </Alert>
      )}
      <AddPeople path={path} offered={offered} />
      <GrantList path={path} offered={offered} grants={state.value.grants} invitations={state.value.invitations} />
      {shared.replica && <InheritanceSwitch path={path} inherits={state.value.inherits} />}
      {shared.replica && hasPage(shared.replica) && (
        <PublicLinks replica={shared.replica} path={path} links={state.value.links} />
      )}
      <Foot shared={shared} close={close} />
    </div>
  )
}

/** A link shows a page with words. */
function hasPage(replica: NonNullable<Shared['replica']>): boolean {
  return !['board', 'project'].includes(typeOf(replica))
}

function Foot({ shared: { replica }, close }: PanelProps) {
  const t = useText('sharing')
  const { id } = useWorkspace()
  const things = useThings()
  const copy = useCopy()
  const address = replica ? things.pathOf(replica) : `/w/${id}`
  return (
    <footer className={classes.foot}>
      {address && (
        <Button
          variant="default"
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => void copy(location.origin + address, t('copiedLink'))}
        >
          {t('copyLink')}
        </Button>
      )}
      <Button onClick={close}>{t('done')}</Button>
    </footer>
  )
}
