import { Button, TextInput } from '@mantine/core'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { AddMember } from './add-member.tsx'
import { MemberTable } from './member-table.tsx'
import { membersMatching } from './members-matching.ts'
import classes from '../parts/parts.module.css'

export function MembersPage() {
  const t = useText('organisation')
  const { path, isAdmin } = useOrganisation()
  const members = useWholeList<OrganisationMember>(`${path}/members`)
  const [typed, setTyped] = useState('')
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <div className={classes.toolbar}>
        <TextInput
          className={classes.grow ?? ''}
          type="search"
          aria-label={t('members.search')}
          placeholder={t('members.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {isAdmin && (
          <Button
            className={classes.end ?? ''}
            leftSection={<IconUserPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('members.add')}
          </Button>
        )}
      </div>
      <Answered answer={members} path={path}>
        {(all) => <Found all={all} typed={typed} />}
      </Answered>
      <AddMember isOpen={isAdding} close={() => setAdding(false)} />
    </>
  )
}

/** Of guests there is a page of their own. */
function Found({ all, typed }: { all: readonly OrganisationMember[]; typed: string }) {
  const t = useText('organisation')
  const found = membersMatching(
    all.filter(({ role }) => role !== 'guest'),
    typed,
  )
  if (found.length === 0) return <p className={classes.quiet}>{t('members.nobody', { typed })}</p>
  return (
    <>
      <MemberTable members={found} />
      <p className={`${classes.quiet} ${classes.foot}`} role="status">
        {t('members.count', { count: found.length })}
      </p>
    </>
  )
}
