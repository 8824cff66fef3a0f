import { Button, Menu } from '@mantine/core'
import { IconBuilding, IconChevronDown, IconUsers } from '@tabler/icons-react'
import { grantOf, isLevel, type Level, levelOf } from '#shared/access/levels.ts'
import type { GrantAnswer, InvitedAddress, SharingGrant } from '#shared/protocol/rest-sharing.ts'
import { usePeople } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { InvitedRow } from './invited-row.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

interface GrantListProps {
  path: string
  offered: readonly Level[]
  grants: readonly SharingGrant[]
  invitations: readonly InvitedAddress[]
}

export function GrantList({ path, offered, grants, invitations }: GrantListProps) {
  const t = useText('sharing')
  return (
    <section aria-labelledby="sharing-people">
      <h2 id="sharing-people" className={classes.heading}>
        {t('people')}
      </h2>
      {grants.length + invitations.length === 0 && <p className={classes.quiet}>{t('nobody')}</p>}
      <ul className={classes.list}>
        {grants.map((grant) => (
          <GrantRow key={grant.subject} path={path} offered={offered} grant={grant} />
        ))}
        {invitations.map((invited) => (
          <InvitedRow key={`${invited.email} ${invited.bits}`} path={path} invited={invited} />
        ))}
      </ul>
    </section>
  )
}

interface GrantProps {
  path: string
  offered: readonly Level[]
  grant: SharingGrant
}

function GrantRow({ path, offered, grant }: GrantProps) {
  const t = useText('sharing')
  const { me } = usePeople()
  const isMe = me !== undefined && grant.subject === `user:${me.id}`
  const level = levelOf(grant)
  return (
    <li className={classes.row}>
      <SubjectMark subject={grant.subject} name={grant.name} />
      <div className={classes.words}>
        <p className={classes.name}>
          {grant.name} {isMe && <span className={classes.quiet}>({t('you')})</span>}
        </p>
        {grant.email && grant.email !== grant.name && <p className={classes.quiet}>{grant.email}</p>}
        {grant.why.length > 0 && <p className={classes.quiet}>{grant.why.join(' · ')}</p>}
      </div>
      {grant.isDirect ? (
        <LevelMenu path={path} offered={offered} grant={grant} />
      ) : (
        <span className={classes.level} data-tip={t('above')}>
          {t(`levels.${level}`)}
        </span>
      )}
    </li>
  )
}

function LevelMenu({ path, offered, grant }: GrantProps) {
  const t = useText('sharing')
  const announce = useAnnounce()
  const { act, isBusy } = useSharingAct(path)
  const { name } = grant
  const level = levelOf(grant)
  const at = `${path}/${encodeURIComponent(grant.subject)}`
  const change = async (value: string) => {
    if (!isLevel(value)) return
    const outcome = await act<GrantAnswer>(at, { method: 'PUT', body: grantOf(value) })
    if (outcome.ok) announce(t('changed', { name, level: t(`levels.${value}`) }))
  }
  const take = async () => {
    const outcome = await act(at, { method: 'PUT', body: { bits: '---' } })
    if (outcome.ok) announce(t('taken', { name }))
  }
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          loading={isBusy}
          aria-label={t('of', { name, level: t(`levels.${level}`) })}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t(`levels.${level}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={level} onChange={(value) => void change(value)}>
          {offered.map((each) => (
            <Menu.RadioItem key={each} value={each} closeMenuOnClick>
              {t(`levels.${each}`)}
              <span className={classes.hint}>{t(`hints.${each}`)}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => void take()}>
          {t('take')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** A person's disc, or a sign for a team or for everyone. */
export function SubjectMark({ subject, name }: { subject: string; name: string }) {
  if (subject.startsWith('team:')) return <Mark icon={IconUsers} />
  if (subject.startsWith('organization:')) return <Mark icon={IconBuilding} />
  return <PersonBadge name={name} />
}

function Mark({ icon: MarkIcon }: { icon: typeof IconUsers }) {
  return (
    <span className={classes.mark} aria-hidden>
      <MarkIcon size={14} stroke={1.75} />
    </span>
  )
}
