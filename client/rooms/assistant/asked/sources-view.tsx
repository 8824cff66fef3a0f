import { useMemo } from 'react'
import { type RecordQuery, recordQuery } from '#shared/assistant/records/query.ts'
import { sentenceOf } from '#shared/assistant/records/sentence.ts'
import type { Question } from '#shared/rooms/assistant/index.ts'
import { useEngine, usePeople, useQuery, useRows, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import { directoryFor } from '../asker.ts'
import { recordsNow } from '../queries.ts'
import { FoundThings } from '../replies/answer-view.tsx'
import classes from '../replies/replies.module.css'
import { ThingList } from '../replies/thing-list.tsx'
import { useAsker } from '../use-asker.ts'

/** What an answer rests on: figures and lists counted again by this device, and what was read for it, as far as the reader may see it. */
export function SourcesView({ question: { sources, queries } }: { question: Question }) {
  const t = useText('assistant')
  const things = useThings()
  useRows()
  const asked = useMemo(() => queriesIn(queries), [queries])
  const seen = sources.filter((id) => things.titleOf(id) !== undefined)
  if (asked.length === 0 && seen.length === 0) return null
  return (
    <section aria-label={t('sources.label')} className={classes.sources}>
      <ul className={classes.groups}>
        {asked.map((query) => (
          <li key={JSON.stringify(query)}>
            <Counted query={query} />
          </li>
        ))}
        {seen.length > 0 && (
          <li>
            <details className={classes.group}>
              <summary>
                <span className={classes.groupText}>{t('sources.read', { count: seen.length })}</span>
              </summary>
              <ThingList ids={seen} />
            </details>
          </li>
        )}
      </ul>
    </section>
  )
}

/** The figure is that of now: what has changed since the answer was written shows here. */
function Counted({ query }: { query: RecordQuery }) {
  const engine = useEngine()
  const people = usePeople()
  const workspace = useWorkspace()
  const { moment } = useAsker()
  const directory = directoryFor(engine.rows(), people, workspace)
  const answer = useQuery(recordsNow, { query, moment, who: { me: directory.me, people: directory.people } })
  const sentence = sentenceOf(query, directory)
  return (
    <details className={classes.group}>
      <summary>
        <span className={classes.groupText}>{sentence}</span>
        <span className={classes.groupCount}>{answer.total}</span>
      </summary>
      <FoundThings answer={answer} />
    </details>
  )
}

/** What another version wrote, or somebody by hand, is left out. */
function queriesIn(written: string): readonly RecordQuery[] {
  if (written === '') return []
  try {
    const all: unknown = JSON.parse(written)
    return (Array.isArray(all) ? all : []).flatMap((each) => {
      const read = recordQuery.safeParse(each)
      return read.success ? [read.data] : []
    })
  } catch {
    return []
  }
}
