import { Select, VisuallyHidden } from '@mantine/core'
import { type OrganisationMember, type OrganisationRole, organisationRoles } from '#shared/protocol/rest-admin.ts'
import { usePeople } from '#client/replica/index.ts'
import { type Formatter, useFormatter, useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { PersonCell } from '../parts/person-cell.tsx'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import { MemberMenu } from './member-menu.tsx'
import classes from '../parts/parts.module.css'

export function MemberTable({ members }: { members: readonly OrganisationMember[] }) {
  const t = useText('organisation')
  const { isAdmin } = useOrganisation()
  return (
    <table className={`${classes.table} ${classes.stacked}`}>
      <thead>
        <tr>
          <th scope="col">{t('members.name')}</th>
          <th scope="col">{t('members.role')}</th>
          <th scope="col" className={classes.wide}>
            {t('members.teams')}
          </th>
          {isAdmin && (
            <th scope="col" className={classes.wide}>
              {t('members.seen')}
            </th>
          )}
          {isAdmin && (
            <th scope="col">
              <VisuallyHidden>{t('members.actions')}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <MemberRow key={member.principal} member={member} />
        ))}
      </tbody>
    </table>
  )
}

function MemberRow({ member }: { member: OrganisationMember }) {
  const t = useText('organisation')
  const format = useFormatter()
  const { me } = usePeople()
  const { isAdmin } = useOrganisation()
  const isMe = me !== undefined && member.principal === `user:${me.id}`
  return (
    <tr>
      <td>
        <PersonCell name={member.name} email={member.email || t('members.agent')}>
          {isMe && <span className={classes.quiet}>({t('you')}) </span>}
          {member.suspended && <Tag tone="danger">{t('members.suspended')}</Tag>}
        </PersonCell>
      </td>
      <td>
        <RoleSelect member={member} />
      </td>
      <td className={`${classes.wide} ${classes.quiet}`}>{member.teams.join(', ')}</td>
      {isAdmin && (
        <td className={`${classes.wide} ${classes.quiet} ${classes.short}`}>
          {member.lastSeenAt === undefined ? t('members.never') : dayText(member.lastSeenAt, format)}
        </td>
      )}
      {isAdmin && (
        <td>
          <MemberMenu member={member} isMe={isMe} />
        </td>
      )}
    </tr>
  )
}

/** Nothing finer is kept. */
function dayText(at: number, format: Formatter): string {
  return format.dateTime(new Date(at), { dateStyle: 'medium' })
}

function RoleSelect({ member }: { member: OrganisationMember }) {
  const t = useText('organisation')
  const { path, isAdmin } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const { name, principal } = member
  const change = (role: OrganisationRole) =>
    act(
      `${path}/members/${encodeURIComponent(principal)}`,
      { method: 'PATCH', body: { role } },
      t('members.changed', { name, role: t(`roles.${role}`) }),
    )
  if (!isAdmin || member.email === '') return <span className={classes.quiet}>{t(`roles.${member.role}`)}</span>
  return (
    <Select
      size="xs"
      w={136}
      allowDeselect={false}
      disabled={isBusy}
      aria-label={t('members.roleOf', { name })}
      data={organisationRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
      value={member.role}
      onChange={(value) => value && void change(value as OrganisationRole)}
    />
  )
}
