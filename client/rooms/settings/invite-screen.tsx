import { Alert, Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, startTransition, Suspense, use, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { typeOf } from '#shared/kit/ids.ts'
import type { Account, InvitationPreview, JoinAnswer } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from './account-form.tsx'
import { Alone, AloneText } from './alone.tsx'
import { faultSentence } from './fault-sentence.ts'
import { callServer, type RestOutcome } from '../rest.ts'
import { useRoomList } from '../room-list.ts'
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
  return (
    <Alone title={t('invite.title')}>
      <AloneText>
        <What {...preview.value} />
      </AloneText>
      <Join token={token} />
      <p className={classes.hintBelow}>{t('invite.localStays')}</p>
    </Alone>
  )
}

function What({ workspaceName, organisationName = '', title, invitedBy: inviter, role }: InvitationPreview) {
  const t = useText('settings')
  const strong = (words: ReactNode) => <strong>{words}</strong>
  if (title) return t.rich('invite.toThing', { inviter, title, strong })
  if (!workspaceName) return t.rich('invite.toOrganisation', { inviter, organisation: organisationName, strong })
  return (
    <>
      {t.rich('invite.sentence', { inviter, workspace: workspaceName, strong })}{' '}
      {t('invite.role', { role, hint: t(`members.roleHints.${role}`) })}
    </>
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
  if (session?.account) return <JoinAs account={session.account} join={join} />
  if (status === 'unknown') return null
  // A new account has joined as it was made; joining again says where to.
  return (
    <AccountForm
      invitation={token}
      signUpLabel={t('invite.signUpAndJoin')}
      signInLabel={t('invite.signInAndJoin')}
      onDone={join}
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
  const navigate = useNavigate()
  const rooms = useRoomList()
  const { acceptInvitation } = useSession()
  return async () => {
    const joined = await acceptInvitation(token)
    if (!joined.ok) return joined
    const { id, replica }: JoinAnswer = joined.value
    const things = rooms.flatMap((room) => room.things ?? [])
    const path = replica && things.find(({ type }) => type.name === typeOf(replica))?.path(replica)
    const [to = '', search] = path?.split('?', 2) ?? []
    await navigate({
      to: id ? `/w/${id}/${to}` : '/',
      search: Object.fromEntries(new URLSearchParams(search)) as never,
    })
    return joined
  }
}
