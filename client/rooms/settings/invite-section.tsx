import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { type Role, roles } from '#shared/access/roles.ts'
import type { Invitation, PendingInvitation } from '#shared/protocol/rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useAnswer, useRefresh } from '../use-answer.tsx'
import { Answered } from './answered.tsx'
import { faultSentence } from './fault-sentence.ts'
import { callServer } from '../rest.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

const days = ['1', '7', '30', '90'] as const

export function InviteSection() {
  const t = useText('settings')
  const { id } = useWorkspace()
  const path = `workspaces/${id}/invitations`
  const refresh = useRefresh()
  const [made, setMade] = useState<Invitation>()
  return (
    <>
      <SettingsSection title={t('members.invite')} intro={t('members.inviteBody')}>
        <InviteForm
          onMade={(invitation) => {
            setMade(invitation)
            refresh(path)
          }}
        />
        {made && <MadeLink token={made.token} />}
      </SettingsSection>
      <SettingsSection title={t('members.pending')}>
        <Answered
          answer={useAnswer<readonly PendingInvitation[]>(path)}
          path={path}
          loading={t('members.pendingLoading')}
        >
          {(pending) => <PendingList pending={pending} refresh={() => refresh(path)} />}
        </Answered>
      </SettingsSection>
    </>
  )
}

function InviteForm({ onMade }: { onMade: (invitation: Invitation) => void }) {
  const t = useText('settings')
  const { id } = useWorkspace()
  const announce = useAnnounce()
  const [role, setRole] = useState<Role>('editor')
  const [expiresInDays, setDays] = useState<string>('7')
  const [isBusy, setBusy] = useState(false)
  const create = async () => {
    setBusy(true)
    const body = { role, expiresInDays: Number(expiresInDays) }
    const made = await callServer<Invitation>(`workspaces/${id}/invitations`, { method: 'POST', body })
    setBusy(false)
    if (made.ok) onMade(made.value)
    else announce(faultSentence(t, made), { tone: 'problem' })
  }
  return (
    <>
      <div className={classes.choices}>
        <Select
          w={150}
          allowDeselect={false}
          label={t('members.inviteRole')}
          data={roles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
          value={role}
          onChange={(value) => value && setRole(value as Role)}
        />
        <Select
          w={150}
          allowDeselect={false}
          label={t('members.expires')}
          data={days.map((value) => ({ value, label: t('members.days', { days: Number(value) }) }))}
          value={expiresInDays}
          onChange={(value) => value && setDays(value)}
        />
        <Button loading={isBusy} onClick={() => void create()}>
          {t('members.create')}
        </Button>
      </div>
      <p className={classes.hintBelow}>{t(`members.roleHints.${role}`)}</p>
    </>
  )
}

function MadeLink({ token }: { token: string }) {
  const t = useText('settings')
  const copy = useCopy()
  const link = `${location.origin}/invite/${token}`
  return (
    <div className={classes.link} role="status">
      <TextInput
        readOnly
        label={t('members.linkTitle')}
        description={t('members.linkHint')}
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button onClick={() => void copy(link, t('members.copied'))}>{t('members.copy')}</Button>
    </div>
  )
}

function PendingList({ pending, refresh }: { pending: readonly PendingInvitation[]; refresh: () => void }) {
  const t = useText('settings')
  if (pending.length === 0) return <p className={classes.rowHint}>{t('members.noPending')}</p>
  return (
    <ul className={classes.list}>
      {pending.map((invitation) => (
        <PendingRow key={invitation.id} invitation={invitation} refresh={refresh} />
      ))}
    </ul>
  )
}

function PendingRow({ invitation, refresh }: { invitation: PendingInvitation; refresh: () => void }) {
  const t = useText('settings')
  const format = useFormatter()
  const announce = useAnnounce()
  const { id } = useWorkspace()
  const revoke = async () => {
    const outcome = await callServer(`workspaces/${id}/invitations/${invitation.id}`, { method: 'DELETE' })
    if (outcome.ok) announce(t('members.revoked'))
    else announce(faultSentence(t, outcome), { tone: 'problem' })
    refresh()
  }
  return (
    <li className={classes.row}>
      <p className={classes.rowWords}>
        {t('members.pendingLine', {
          role: t(`members.roles.${invitation.role}`),
          date: format.dateTime(new Date(invitation.expiresAt), { dateStyle: 'medium' }),
        })}
      </p>
      <Button variant="default" onClick={() => void revoke()}>
        {t('members.revoke')}
      </Button>
    </li>
  )
}
