import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import type { Member, PendingInvitation } from '#shared/protocol/rest.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { InviteSection } from './invite-section.tsx'
import { MemberList } from './member-list.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { type Shared, sharingOverlay } from '../shared-thing.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

export function MembersSection() {
  const { id, isLocal } = useWorkspace()
  return isLocal ? <SyncFirst /> : <Members key={id} />
}

function SyncFirst() {
  const t = useText('settings')
  const { id } = useWorkspace()
  return (
    <EmptyState
      isCertain
      icon={<IconUsers size={24} stroke={1.5} />}
      title={t('members.localFirst')}
      actions={
        <Button component={Link} to={`/w/${id}/settings/sync`}>
          {t('members.toSync')}
        </Button>
      }
    >
      {t('members.localFirstBody')}
    </EmptyState>
  )
}

/** Asked of the server each time, for who may do what is decided there. */
function Members() {
  const t = useText('settings')
  const { id, canShare } = useWorkspace()
  const members = useServerAnswer<readonly Member[]>(`workspaces/${id}/members`)
  return (
    <>
      <SettingsSection title={t('members.title')} {...(!canShare && { intro: t('members.onlyOwners') })}>
        <Suspense fallback={<p className={classes.rowHint}>{t('members.loading')}</p>}>
          <MemberList answer={members.answer} refresh={members.refresh} />
        </Suspense>
        {canShare && <ShareWithTeams />}
      </SettingsSection>
      {canShare && <Invitations />}
    </>
  )
}

/** Beyond single people: the sharing of the workspace as a whole. */
function ShareWithTeams() {
  const t = useText('settings')
  const { name } = useWorkspace()
  const { show } = useOverlay<Shared>(sharingOverlay)
  return (
    <Button variant="default" mt="md" onClick={() => show({ title: name })}>
      {t('members.teams')}
    </Button>
  )
}

function Invitations() {
  const { id } = useWorkspace()
  const pending = useServerAnswer<readonly PendingInvitation[]>(`workspaces/${id}/invitations`)
  return <InviteSection answer={pending.answer} refresh={pending.refresh} />
}

/** An answer for `use()` below a Suspense, asked again by `refresh`. The asking lives here, above what waits for it. */
function useServerAnswer<Answer>(path: string): { answer: Promise<RestOutcome<Answer>>; refresh: () => void } {
  const [answer, setAnswer] = useState(() => callServer<Answer>(path))
  return { answer, refresh: () => setAnswer(callServer<Answer>(path)) }
}
