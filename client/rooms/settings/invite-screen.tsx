import { Alert, Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { startTransition, Suspense, use, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import type { Account, InvitationPreview } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from './account-form.tsx'
import { Alone, AloneText } from './alone.tsx'
import { faultSentence } from './fault-sentence.ts'
import { callServer, type RestOutcome } from './rest.ts'
import classes from './settings.module.css'

/** Where an invitation link leads: what it is for, then the account, then the workspace. */
export function InviteScreen() {
  const { token } = useParams({ strict: false }) as { token: string }
  return <Invitation key={token} token={token} />
}

function Invitation({ token }: { token: string }) {
  const look = () => callServer<InvitationPreview>(`invitations/${encodeURIComponent(token)}`)
  const [preview, setPreview] = useState(look)
  return (
    <Suspense fallback={null}>
      <Preview token={token} answer={preview} again={() => startTransition(() => setPreview(look()))} />
    </Suspense>
  )
}

interface PreviewProps {
  token: string
  answer: Promise<RestOutcome<InvitationPreview>>
  again: () => void
}

function Preview({ token, answer, again }: PreviewProps) {
  const t = useText('settings')
  const preview = use(answer)
  if (!preview.ok) return <NoPreview isGone={preview.reason !== 'unreachable'} again={again} />
  const { workspaceName, invitedBy, role } = preview.value
  return (
    <Alone title={t('invite.title')}>
      <AloneText>
        {t.rich('invite.sentence', {
          inviter: invitedBy,
          workspace: workspaceName ?? '',
          strong: (words) => <strong>{words}</strong>,
        })}{' '}
        {t('invite.role', { role, hint: t(`members.roleHints.${role}`) })}
      </AloneText>
      <Join token={token} />
      <p className={classes.hintBelow}>{t('invite.localStays')}</p>
    </Alone>
  )
}

function NoPreview({ isGone, again }: { isGone: boolean; again: () => void }) {
  const t = useText('settings')
  return (
    <Alone title={isGone ? t('invite.gone') : t('invite.offline')}>
      <AloneText>{isGone ? t('invite.goneBody') : t('invite.offlineBody')}</AloneText>
      <div className={classes.buttons}>
        {!isGone && <Button onClick={again}>{t('invite.again')}</Button>}
        <Button component={Link} to="/" variant={isGone ? 'filled' : 'default'}>
          {t('invite.home')}
        </Button>
      </div>
    </Alone>
  )
}

function Join({ token }: { token: string }) {
  const t = useText('settings')
  const { session, status } = useSession()
  const join = useJoin(token)
  const open = useOpenWorkspace()
  if (session?.account) return <JoinAs account={session.account} join={join} />
  if (status === 'unknown') return null
  return (
    <AccountForm
      invitation={token}
      signUpLabel={t('invite.signUpAndJoin')}
      signInLabel={t('invite.signInAndJoin')}
      onDone={async (answer, isNew) => {
        // A new account joins as it is made; its one workspace is the one it was invited to.
        const joined = isNew ? answer.workspaces[0] : undefined
        if (!joined) return join()
        await open(joined.id)
        return done()
      }}
    />
  )
}

function JoinAs({ account, join }: { account: Account; join: () => Promise<RestOutcome<unknown>> }) {
  const t = useText('settings')
  const [problem, setProblem] = useState<string>()
  const run = async () => {
    const joined = await join()
    setProblem(joined.ok ? undefined : faultSentence(t, joined))
  }
  return (
    <>
      <AloneText>{t('invite.as', { name: account.name })}</AloneText>
      {problem && (
        <Alert color="red" mb="md" role="alert">
          {problem}
        </Alert>
      )}
      <Button size="md" onClick={() => void run()}>
        {t('invite.join')}
      </Button>
    </>
  )
}

function useJoin(token: string): () => Promise<RestOutcome<unknown>> {
  const open = useOpenWorkspace()
  const { acceptInvitation } = useSession()
  return async () => {
    const joined = await acceptInvitation(token)
    if (joined.ok) await open(joined.value.id)
    return joined
  }
}

function useOpenWorkspace(): (id: WorkspaceId) => Promise<void> {
  const navigate = useNavigate()
  return (id) => navigate({ to: `/w/${id}` })
}
