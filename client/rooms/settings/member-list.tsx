import { Button, Select } from '@mantine/core'
import { usePeople, useWorkspace } from '#client/replica/index.ts'
import { type Role, roles } from '#shared/access/roles.ts'
import type { Member } from '#shared/protocol/rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import { useAnswer, useRefresh } from '../use-answer.tsx'
import { Answered } from './answered.tsx'
import { faultSentence } from './fault-sentence.ts'
import { callServer, type RestOutcome } from '../rest.ts'
import classes from './settings.module.css'

export function MemberList() {
  const t = useText('settings')
  const { id } = useWorkspace()
  const path = `workspaces/${id}/members`
  const refresh = useRefresh()
  return (
    <Answered answer={useAnswer<readonly Member[]>(path)} path={path} loading={t('members.loading')}>
      {(members) => (
        <ul className={classes.list}>
          {members.map((member) => (
            <MemberRow key={member.account} member={member} refresh={() => refresh(path)} />
          ))}
        </ul>
      )}
    </Answered>
  )
}

function MemberRow({ member, refresh }: { member: Member; refresh: () => void }) {
  const t = useText('settings')
  const { canShare } = useWorkspace()
  const { me } = usePeople()
  const change = useMemberChanges(member, refresh)
  const isMe = me?.id === member.account
  return (
    <li className={`${classes.row} ${classes.person}`}>
      <PersonBadge name={member.name} />
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>
          {member.name} {isMe && <span className={classes.rowHint}>({t('members.you')})</span>}
        </p>
        <p className={classes.rowHint}>{member.email}</p>
      </div>
      {canShare ? (
        <Select
          w={120}
          allowDeselect={false}
          aria-label={t('members.role', { name: member.name })}
          data={roles.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
          value={member.role}
          onChange={(value) => value && void change.role(value as Role)}
        />
      ) : (
        <span className={classes.rowHint}>{t(`members.roles.${member.role}`)}</span>
      )}
      {isMe && (
        <Button variant="default" onClick={() => void change.leave()}>
          {t('members.leaveLabel')}
        </Button>
      )}
      {canShare && !isMe && (
        <Button
          variant="default"
          aria-label={t('members.remove', { name: member.name })}
          onClick={() => void change.remove()}
        >
          {t('members.removeLabel')}
        </Button>
      )}
    </li>
  )
}

function useMemberChanges({ account, name }: Member, refresh: () => void) {
  const t = useText('settings')
  const announce = useAnnounce()
  const confirm = useConfirm()
  const { id } = useWorkspace()
  const path = `workspaces/${id}/members/${account}`
  const settle = (outcome: RestOutcome<unknown>, said: string) => {
    if (outcome.ok) announce(said)
    else announce(faultSentence(t, outcome), { tone: 'problem' })
    refresh()
  }
  return {
    role: async (role: Role) =>
      settle(await callServer(path, { method: 'PATCH', body: { role } }), t('members.changed', { name, role })),
    remove: async () => {
      const isSure = await confirm({
        title: t('members.removeTitle', { name }),
        body: t('members.removeBody'),
        confirmLabel: t('members.removeLabel'),
        danger: true,
      })
      if (isSure) settle(await callServer(path, { method: 'DELETE' }), t('members.removed', { name }))
    },
    leave: async () => {
      const isSure = await confirm({
        title: t('members.leaveTitle'),
        body: t('members.leaveBody'),
        confirmLabel: t('members.leaveLabel'),
        danger: true,
      })
      if (isSure) settle(await callServer(path, { method: 'DELETE' }), t('members.left'))
    },
  }
}
