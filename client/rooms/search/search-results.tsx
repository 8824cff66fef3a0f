import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { FusedThing } from '#shared/assistant/search/fuse.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useSession, useWorkspaces } from '#client/replica/index.ts'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import type { Icon } from '../client-room.ts'
import { useThings } from '../things.ts'
import { Marked } from './finding/index.ts'
import classes from './search-screen.module.css'

/** A list, or one for each workspace where several were searched. */
export function SearchResults({ items }: { items: readonly FusedThing[] }) {
  const t = useText('search')
  const groups = Map.groupBy(items, ({ workspace }) => workspace)
  const nameOf = useWorkspaceName()
  return [...groups].map(([workspace, found]) =>
    workspace === undefined ? (
      <ResultList key="here" items={found} label={t('results')} />
    ) : (
      <Group key={workspace} name={nameOf(workspace)} items={found} />
    ),
  )
}

function Group({ name, items }: { name: string; items: readonly FusedThing[] }) {
  const t = useText('search')
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={classes.workspace}>
        {name}
      </h2>
      <ResultList items={items} label={t('resultsIn', { name })} />
    </section>
  )
}

/** On this device, or as the server has told it. */
function useWorkspaceName(): (id: WorkspaceId) => string {
  const t = useText('search')
  const { all } = useWorkspaces()
  const { session } = useSession()
  const named = [...all, ...(session?.workspaces ?? [])]
  return (id) => named.find((each) => each.id === id)?.name ?? t('unknownWorkspace')
}

function ResultList({ items, label }: { items: readonly FusedThing[]; label: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {items.map((item) => (
        <SearchResult key={item.id} item={item} />
      ))}
    </ul>
  )
}

function SearchResult({ item }: { item: FusedThing }) {
  const t = useText('search')
  const things = useThings()
  const { id, title, titleMarks, snippet, changedAt, workspace } = item
  const link = things.linkOf(id, workspace)
  if (!link) return null
  return (
    <li>
      <Link {...link} className={classes.result}>
        <span className={classes.icon} aria-hidden>
          <ThingIcon icon={things.iconOf(id)} />
        </span>
        <span className={classes.words}>
          <span className={classes.title}>
            {title.trim() === '' ? t('untitled') : <Marked text={title} marks={titleMarks} />}
          </span>
          {snippet.text !== '' && snippet.text !== title && (
            <span className={classes.snippet}>
              <Marked {...snippet} />
            </span>
          )}
          <WhyFound item={item} />
        </span>
        <span className={classes.time}>
          <RelativeTime at={changedAt} />
        </span>
      </Link>
    </li>
  )
}

/** Of what does not hold the words themselves. */
function WhyFound({ item: { byMeaning, similar } }: { item: FusedThing }) {
  const t = useText('search')
  const format = useFormatter()
  if (byMeaning) return <span className={classes.near}>{t('byMeaning')}</span>
  if (!similar) return null
  return (
    <span className={classes.near}>{t('similar', { words: format.list(similar.map((word) => `“${word}”`)) })}</span>
  )
}

function ThingIcon({ icon: Shown }: { icon: Icon | undefined }) {
  return Shown ? <Shown size={18} stroke={1.5} /> : null
}
