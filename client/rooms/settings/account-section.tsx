import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import { AccountForm } from './account-form.tsx'
import { faultSentence } from './fault-sentence.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

export function AccountSection() {
  const t = useText('settings')
  const { session, status } = useSession()
  if (status === 'unknown') return null
  if (session?.account) return <SignedIn account={session.account} isReachable={status !== 'unreachable'} />
  if (status === 'unreachable') return <SettingsSection intro={t('account.unreachable')} />
  return (
    <SettingsSection intro={t('account.signedOut')}>
      <AccountForm />
    </SettingsSection>
  )
}

function SignedIn({ account, isReachable }: { account: Account; isReachable: boolean }) {
  const t = useText('settings')
  const [isLeaving, setLeaving] = useState(false)
  return (
    <SettingsSection {...(!isReachable && { intro: t('account.unreachable') })}>
      <div className={classes.row}>
        <PersonBadge name={account.name} />
        <div className={classes.rowWords}>
          <p className={classes.rowTitle}>{account.name}</p>
          <p className={classes.rowHint}>{account.email}</p>
        </div>
        <div className={classes.buttons}>
          <SignOutEverywhere />
          <Button variant="default" onClick={() => setLeaving(true)}>
            {t('account.signOut')}
          </Button>
        </div>
      </div>
      <Modal opened={isLeaving} onClose={() => setLeaving(false)} title={t('account.signOutTitle')} size="md">
        <SignOutChoices close={() => setLeaving(false)} />
      </Modal>
    </SettingsSection>
  )
}

function SignOutChoices({ close }: { close: () => void }) {
  const t = useText('settings')
  const { signOut, unsent } = useSession()
  const announce = useAnnounce()
  const leave = async (keepData: boolean) => {
    await signOut({ keepData })
    close()
    announce(t('account.signedOutDone'))
  }
  return (
    <Stack gap="md">
      <p className={classes.rowHint}>{t('account.signOutBody')}</p>
      {unsent > 0 && <p className={classes.reason}>{t('account.unsentWarning', { unsent })}</p>}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" color="red" onClick={() => void leave(false)}>
          {t('account.remove')}
        </Button>
        <Button data-autofocus onClick={() => void leave(true)}>
          {t('account.keep')}
        </Button>
      </Group>
    </Stack>
  )
}

function SignOutEverywhere() {
  const t = useText('settings')
  const { signOutEverywhere } = useSession()
  const confirm = useConfirm()
  const announce = useAnnounce()
  const leave = async () => {
    const isSure = await confirm({
      title: t('account.everywhereTitle'),
      body: t('account.everywhereBody'),
      confirmLabel: t('account.everywhere'),
    })
    if (!isSure) return
    const outcome = await signOutEverywhere()
    if (outcome.ok) announce(t('account.everywhereDone'))
    else announce(faultSentence(t, outcome), { tone: 'problem' })
  }
  return (
    <Button variant="default" onClick={() => void leave()}>
      {t('account.everywhere')}
    </Button>
  )
}
