import { Button } from '@mantine/core'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import type { Team } from '#shared/protocol/rest-admin.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { TeamForm } from './team-form.tsx'
import { TeamRow } from './team-row.tsx'
import { teamTree } from './team-tree.ts'
import classes from '../parts/parts.module.css'

export function TeamsPage() {
  const t = useText('organisation')
  const { path, isAdmin } = useOrganisation()
  const teams = useWholeList<Team>(`${path}/teams`)
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('teams.add')}
    </Button>
  )
  return (
    <>
      <p className={classes.intro}>{t('teams.intro')}</p>
      <Answered answer={teams} path={path}>
        {(all) => (
          <>
            {all.length === 0 && (
              <EmptyState
                isCertain
                icon={<IconUsers size={24} stroke={1.5} />}
                title={t('teams.none')}
                actions={isAdmin && add}
              >
                {t('teams.noneBody')}
              </EmptyState>
            )}
            {all.length > 0 && isAdmin && <div className={classes.toolbar}>{add}</div>}
            <ul className={classes.list}>
              {teamTree(all).map(({ team, level }) => (
                <TeamRow key={team.id} team={team} level={level} all={all} />
              ))}
            </ul>
            <TeamForm isOpen={isAdding} all={all} close={() => setAdding(false)} />
          </>
        )}
      </Answered>
    </>
  )
}
