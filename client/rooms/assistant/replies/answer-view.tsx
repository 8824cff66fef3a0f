import type { RecordAnswer } from '#shared/assistant/records/answer.ts'
import type { RecordQuery } from '#shared/assistant/records/query.ts'
import { useText } from '#client/ui/i18n.tsx'
import { ThingList } from './thing-list.tsx'
import { useGroupName } from './use-group-name.ts'
import classes from './replies.module.css'

/** What was asked in a sentence, how many there are, and the things themselves. */
export function AnswerView({ sentence, answer }: { sentence: string; answer: RecordAnswer }) {
  const t = useText('assistant')
  const { total, ids, query } = answer
  const isCount = query.measure === 'count'
  const isOftenDone =
    (isCount || query.measure === 'list') && query.limit === undefined && !query.without && total > ids.length
  const none = t(query.without ? 'answer.nobody' : 'answer.none')
  return (
    <div className={classes.reply}>
      {isCount ? (
        <p className={classes.figure}>{total}</p>
      ) : (
        <p>{total === 0 ? none : query.measure === 'list' ? t('answer.found', { count: total }) : null}</p>
      )}
      <p className={classes.asked}>{sentence}</p>
      {isOftenDone && <p className={classes.quiet}>{t('answer.repeats')}</p>}
      <FoundThings answer={answer} />
    </div>
  )
}

/** By groups, where it was asked for them. */
export function FoundThings({ answer }: { answer: RecordAnswer }) {
  const { ids, groups, query } = answer
  if (groups && query.without) return <People query={query} groups={groups} />
  return groups && groups.length > 0 ? <Groups answer={answer} groups={groups} /> : <ThingList ids={ids} />
}

/** Who has none: of each there is nothing to be shown but the name. */
function People({ query, groups }: { query: RecordQuery; groups: NonNullable<RecordAnswer['groups']> }) {
  const nameOf = useGroupName(query)
  return (
    <ul className={classes.things}>
      {groups.map(({ key }) => (
        <li key={key ?? ''} className={classes.thing}>
          {nameOf(key)}
        </li>
      ))}
    </ul>
  )
}

function Groups({ answer, groups }: { answer: RecordAnswer; groups: NonNullable<RecordAnswer['groups']> }) {
  const nameOf = useGroupName(answer.query)
  const most = Math.max(1, ...groups.map(({ total }) => total))
  return (
    <ul className={classes.groups}>
      {groups.map(({ key, ids, total }) => (
        <li key={key ?? ''}>
          <details className={classes.group}>
            <summary>
              <span className={classes.groupName}>{nameOf(key)}</span>
              <span className={classes.bar} aria-hidden>
                <span style={{ inlineSize: `${(100 * total) / most}%` }} />
              </span>
              <span className={classes.groupCount}>{total}</span>
            </summary>
            <ThingList ids={ids} />
          </details>
        </li>
      ))}
    </ul>
  )
}
