import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronRight, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Team } from '#shared/protocol/rest-admin.ts'
import { usePeople } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOrganisation } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import { TeamForm } from './team-form.tsx'
import { TeamMembers } from './team-members.tsx'
import classes from './teams.module.css'

interface TeamRowProps {
  team: Team
  level: number
  all: readonly Team[]
}

export function TeamRow({ team, level, all }: TeamRowProps) {
  const t = useText('organisation')
  const { isAdmin } = useOrganisation()
  const { me } = usePeople()
  const [isOpen, setOpen] = useState(false)
  const leads = team.members.filter(({ isLead }) => isLead)
  const mayManage = isAdmin || leads.some(({ principal }) => me !== undefined && principal === `user:${me.id}`)
  return (
    <li className={classes.team} style={{ marginInlineStart: `calc(${level} * var(--space-5))` }}>
      <div className={classes.head}>
        <UnstyledButton className={classes.open} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <IconChevronRight size={16} stroke={1.75} aria-hidden className={classes.chevron} />
          <span className={classes.words}>
            <span className={classes.name}>{team.name}</span>
            <span className={classes.quiet}>
              {t('teams.count', { count: team.members.length })}
              {leads.length > 0 && ` · ${t('teams.ledBy', { names: leads.map(({ name }) => name).join(', ') })}`}
            </span>
          </span>
        </UnstyledButton>
        {isAdmin && <TeamMenu team={team} all={all} />}
      </div>
      {isOpen && <TeamMembers team={team} mayManage={mayManage} />}
    </li>
  )
}

function TeamMenu({ team, all }: { team: Team; all: readonly Team[] }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act } = useAct(path)
  const [open, setOpen] = useState<'edit' | 'remove'>()
  const { name } = team
  const removal = {
    title: t('teams.removeTitle', { team: name }),
    consequences: [t('teams.removeAccess'), t('teams.removePeople'), t('teams.removeParts')],
    name,
    confirmLabel: t('teams.remove'),
    run: () => act(`${path}/teams/${team.id}`, { method: 'DELETE' }, t('teams.removed', { team: name })),
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t('teams.more', { team: name })}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setOpen('edit')}>
            {t('teams.edit')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setOpen('remove')}>
            {t('teams.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <TeamForm isOpen={open === 'edit'} team={team} all={all} close={() => setOpen(undefined)} />
      <NamedConfirm question={open === 'remove' ? removal : undefined} close={() => setOpen(undefined)} />
    </>
  )
}
