import { Alert, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession, useWorkspace } from '#client/replica/index.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from './account-form.tsx'
import { faultSentence } from './fault-sentence.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

export function SyncSection() {
  const { isLocal } = useWorkspace()
  return isLocal ? <SyncThis /> : <IsSynced />
}

function IsSynced() {
  const t = useText('settings')
  const { id, canShare } = useWorkspace()
  return (
    <SettingsSection title={t('sync.isSynced')} intro={t('sync.isSyncedBody', { server: location.host })}>
      {canShare && (
        <Button component={Link} to={`/w/${id}/settings/members`} variant="default">
          {t('sync.toMembers')}
        </Button>
      )}
    </SettingsSection>
  )
}

const points = ['copy', 'stays', 'who', 'owner'] as const

/** What will happen, then the account, then the one button. */
function SyncThis() {
  const t = useText('settings')
  const sync = useSyncThis()
  const { session, status } = useSession()
  return (
    <SettingsSection title={t('sync.isLocal')}>
      <p className={classes.rowTitle}>{t('sync.what')}</p>
      <ul className={classes.points}>
        {points.map((point) => (
          <li key={point}>{t(`sync.points.${point}`, { server: location.host })}</li>
        ))}
      </ul>
      {session?.account && <SyncAs account={session.account} sync={sync} />}
      {!session?.account && status === 'signed-out' && (
        <AccountForm signUpLabel={t('sync.signUpAndSync')} signInLabel={t('sync.signInAndSync')} onDone={sync} />
      )}
      {!session?.account && status === 'unreachable' && <Alert color="gray">{t('fault.unreachable')}</Alert>}
    </SettingsSection>
  )
}

function SyncAs({ account, sync }: { account: Account; sync: ReturnType<typeof useSyncThis> }) {
  const t = useText('settings')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const synced = await sync()
    setBusy(false)
    setProblem(synced.ok ? undefined : faultSentence(t, synced))
  }
  return (
    <>
      <p className={classes.intro}>{t('sync.as', { name: account.name, email: account.email })}</p>
      {problem && (
        <Alert color="red" mb="md" role="alert">
          {problem}
        </Alert>
      )}
      <Button size="md" loading={isBusy} onClick={() => void run()}>
        {t('sync.action')}
      </Button>
    </>
  )
}

function useSyncThis() {
  const t = useText('settings')
  const announce = useAnnounce()
  const { id } = useWorkspace()
  const { syncWorkspace } = useSession()
  return async () => {
    const synced = await syncWorkspace(id)
    if (synced.ok) announce(t('sync.done'))
    return synced
  }
}
