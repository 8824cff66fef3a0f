import { Select } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { z } from 'zod'
import type { OrganisationMember, Team } from '#shared/protocol/rest-admin.ts'
import type { ReachableThing } from '#shared/protocol/rest-sharing.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useAddressState } from '#client/ui/use-address-state.ts'
import type { Answer } from '../../answers.ts'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { ReachedThing } from './reached-thing.tsx'
import { placesOf } from './places.ts'
import classes from '../parts/parts.module.css'

const search = z.object({ of: z.string().max(254).optional().catch(undefined) })

/** "What can X see?": everything that somebody reaches, workspace by workspace, each with its reason. */
export function AccessPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const members = useWholeList<OrganisationMember>(`${path}/members`)
  const teams = useWholeList<Team>(`${path}/teams`)
  const { search: state, change } = useAddressState(search)
  const people = itemsOf(members).map(({ principal, name, email }) => ({
    value: principal as string,
    label: email ? `${name} · ${email}` : name,
  }))
  const groups = itemsOf(teams).map(({ id, name }) => ({ value: `team:${id}#member`, label: name }))
  return (
    <>
      <p className={classes.intro}>{t('access.intro')}</p>
      <Select
        searchable
        maw={420}
        mb="md"
        label={t('access.who')}
        placeholder={t('access.whoHint')}
        nothingFoundMessage={t('access.nobody')}
        data={[
          { group: t('access.people'), items: people },
          { group: t('access.teams'), items: groups },
        ]}
        value={state.of ?? null}
        onChange={(value) => void change({ of: value ?? undefined })}
      />
      {state.of ? (
        <Reached key={state.of} subject={state.of} />
      ) : (
        <EmptyState isCertain icon={<IconEye size={24} stroke={1.5} />} title={t('access.choose')} />
      )}
    </>
  )
}

function Reached({ subject }: { subject: string }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const at = `${path}/access/${encodeURIComponent(subject)}`
  const things = useWholeList<ReachableThing>(at)
  return (
    <Answered answer={things} path={at}>
      {(all) =>
        all.length === 0 ? (
          <EmptyState isCertain icon={<IconEye size={24} stroke={1.5} />} title={t('access.nothing')} />
        ) : (
          placesOf(all).map(({ place, things: found }) => (
            <section key={place}>
              <h2 className={classes.heading}>{place || t('access.organisation')}</h2>
              <ul className={classes.list}>
                {found.map((thing) => (
                  <ReachedThing key={thing.path} thing={thing} subject={subject} />
                ))}
              </ul>
            </section>
          ))
        )
      }
    </Answered>
  )
}

function itemsOf<Item>(answer: Answer<readonly Item[]>): readonly Item[] {
  return answer.status === 'ready' ? answer.value : []
}
