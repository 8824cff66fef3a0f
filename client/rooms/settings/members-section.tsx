import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { InviteSection } from './invite-section.tsx'
import { MemberList } from './member-list.tsx'
import { type Shared, sharingOverlay } from '../shared-thing.ts'
import { AnswersProvider } from '../use-answer.tsx'
import { SettingsSection } from './settings-section.tsx'

export function MembersSection() {
  const { id, isLocal } = useWorkspace()
  if (isLocal) return <SyncFirst />
  return (
    <AnswersProvider key={id}>
      <Members />
    </AnswersProvider>
  )
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
  const { canShare } = useWorkspace()
  return (
    <>
      <SettingsSection title={t('members.title')} {...(!canShare && { intro: t('members.onlyOwners') })}>
        <MemberList />
        {canShare && <ShareWithTeams />}
      </SettingsSection>
      {canShare && <InviteSection />}
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
