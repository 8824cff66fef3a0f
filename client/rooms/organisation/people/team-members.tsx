import { Button, Checkbox, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { DirectoryEntry, ListPage, Team } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswer } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { PersonCell } from '../parts/person-cell.tsx'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from './teams.module.css'

/** Those of one team. Its leads and administrators put people in and take them out. */
export function TeamMembers({ team, mayManage }: { team: Team; mayManage: boolean }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const at = (principal: string) => `${path}/teams/${team.id}/members/${encodeURIComponent(principal)}`
  const put = (principal: string, isLead: boolean) => act(at(principal), { method: 'PUT', body: { isLead } })
  const takeOut = (principal: string) => act(at(principal), { method: 'DELETE' })
  return (
    <div className={classes.members}>
      {team.members.length === 0 && <p className={classes.quiet}>{t('teams.empty')}</p>}
      <ul className={classes.list}>
        {team.members.map(({ principal, name, isLead }) => (
          <li key={principal} className={classes.member}>
            <PersonCell name={name}>{isLead && !mayManage && <Tag>{t('teams.lead')}</Tag>}</PersonCell>
            {mayManage && (
              <span className={classes.acts}>
                <Checkbox
                  size="xs"
                  label={t('teams.lead')}
                  aria-label={t('teams.isLead', { name, team: team.name })}
                  checked={isLead}
                  disabled={isBusy}
                  onChange={() => void put(principal, !isLead)}
                />
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  disabled={isBusy}
                  aria-label={t('teams.takeOutOf', { name, team: team.name })}
                  onClick={() => void takeOut(principal)}
                >
                  {t('teams.takeOut')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {mayManage && <AddToTeam team={team} add={(principal) => void put(principal, false)} />}
    </div>
  )
}

function AddToTeam({ team, add }: { team: Team; add: (principal: string) => void }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 150)
  const found = useAnswer<ListPage<DirectoryEntry>>(`${path}/directory?query=${encodeURIComponent(query)}`)
  const items = found.status === 'ready' ? found.value.items : []
  const people = items.filter(
    ({ kind, subject }) =>
      (kind === 'person' || kind === 'agent') && !team.members.some(({ principal }) => principal === subject),
  )
  return (
    <Select
      searchable
      size="xs"
      maw={320}
      mt="xs"
      aria-label={t('teams.addPerson', { team: team.name })}
      placeholder={t('teams.addPersonHint')}
      nothingFoundMessage={t('teams.nobodyFound')}
      filter={({ options }) => options}
      data={people.map(({ subject, name, email }) => ({ value: subject, label: email ? `${name} · ${email}` : name }))}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(value) => {
        if (value) add(value)
        setTyped('')
      }}
    />
  )
}
