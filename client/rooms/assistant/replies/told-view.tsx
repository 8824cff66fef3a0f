import { Link } from '@tanstack/react-router'
import type { Facets } from '#shared/assistant/records/facets.ts'
import type { Fact, Reply } from '#shared/assistant/engine/reply.ts'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { type Formatter, type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import { ThingList } from './thing-list.tsx'
import classes from './replies.module.css'

type Of<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>

/** What is called so, to go there. */
export function FoundView({ reply: { ids } }: { reply: Of<'found'> }) {
  const t = useText('assistant')
  return (
    <div className={classes.reply}>
      <p>{t('told.found', { count: ids.length })}</p>
      <ThingList ids={ids} />
    </div>
  )
}

/** Nothing is done by a name that could be another one's. */
export function UnclearName({ reply: { words, ids } }: { reply: Of<'unclear-name'> }) {
  const t = useText('assistant')
  return (
    <div className={classes.reply}>
      <p>{t('refusal.unclearName', { words })}</p>
      <ThingList ids={ids} />
    </div>
  )
}

/** What was asked of one thing; of each, where several are called so. */
export function FactsView({ reply: { fact, things } }: { reply: Of<'facts'> }) {
  const t = useText('assistant')
  const format = useFormatter()
  const engine = useEngine()
  const [only] = things
  const byId = new Map(things.map((thing) => [thing.id, thing]))
  const say = (thing: Facets) => factText(fact, thing, { t, format, engine })
  return (
    <div className={classes.reply}>
      <p>{things.length === 1 && only ? say(only) : t('told.several', { count: things.length })}</p>
      <ThingList
        ids={things.map(({ id }) => id)}
        aside={(id) => {
          const thing = byId.get(id)
          return things.length > 1 && thing ? <span className={classes.reasons}>{say(thing)}</span> : null
        }}
      />
      {fact === 'changed' && <p className={classes.quiet}>{t('told.changedOnly')}</p>}
    </div>
  )
}

interface Said {
  readonly t: Text<'assistant'>
  readonly format: Formatter
  readonly engine: Engine
}

function factText(fact: Fact, thing: Facets, said: Said): string {
  const { t, format, engine } = said
  const when = (ms: number) => format.dateTime(new Date(ms), { dateStyle: 'medium', timeStyle: 'short' })
  switch (fact) {
    case 'due':
      return thing.status === 'done' ? doneText(thing, said) : dueText(thing, said)
    case 'status':
      return thing.status === 'done' ? doneText(thing, said) : openText(thing, said)
    case 'person':
      return thing.assignee ? t('told.assigned', { name: engine.nameOf(thing.assignee) }) : t('told.unassigned')
    case 'priority':
      return t('told.priority', { value: t(`answer.priority.${thing.priority ?? 'normal'}`) })
    case 'changed':
      return t('told.changed', { name: engine.nameOf(thing.changedBy), when: when(thing.changed) })
    case 'made':
      return thing.author
        ? t('told.made', { name: engine.nameOf(thing.author), when: when(thing.created) })
        : t('told.madeThen', { when: when(thing.created) })
  }
}

function doneText({ completed }: Facets, { t, format }: Said): string {
  if (completed === undefined) return t('answer.status.done')
  return t('told.done', { when: format.dateTime(new Date(completed), { dateStyle: 'medium' }) })
}

function dueText({ due, dueTime }: Facets, { t, format }: Said): string {
  if (due === undefined) return t('told.undated')
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  const at = new Date(`${due}T${dueTime ?? '12:00'}`)
  return t('told.due', { when: format.dateTime(at, dueTime ? { ...day, hour: 'numeric', minute: '2-digit' } : day) })
}

/** "Started, Ana Lima, due …". */
function openText(thing: Facets, said: Said): string {
  const { t, format, engine } = said
  const parts = [
    t(`answer.status.${thing.status ?? 'todo'}`),
    ...(thing.assignee ? [engine.nameOf(thing.assignee)] : []),
    ...(thing.due ? [dueText(thing, said)] : []),
  ]
  return format.list(parts, { type: 'unit' })
}

/** How a project stands: numbers, each with the list that it counts. */
export function ProgressView({ reply: { id, title, parts } }: { reply: Of<'progress'> }) {
  const t = useText('assistant')
  const things = useThings()
  const link = things.linkOf(id)
  const countOf = (kind: (typeof parts)[number]['kind']) => parts.find((part) => part.kind === kind)?.answer.total ?? 0
  const [done, open] = [countOf('done'), countOf('open')]
  return (
    <div className={classes.reply}>
      <p>
        {link ? (
          <Link {...link} className={classes.link}>
            {title}
          </Link>
        ) : (
          title
        )}
        : {t(done + open === 0 ? 'told.empty' : 'told.progress', { done, total: done + open })}
      </p>
      <ul className={classes.groups}>
        {parts.map(({ kind, answer }) => (
          <li key={kind}>
            <details className={classes.group}>
              <summary>
                <span className={classes.groupText}>{t(`told.part.${kind}`, { count: answer.total })}</span>
              </summary>
              <ThingList ids={answer.ids} />
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function NamesView({ reply: { of, names } }: { reply: Of<'names'> }) {
  const t = useText('assistant')
  const ids = names.flatMap(({ id }) => id ?? [])
  return (
    <div className={classes.reply}>
      <p>{t(`told.names.${of}`, { count: names.length })}</p>
      {ids.length > 0 ? (
        <ThingList ids={ids} />
      ) : (
        <ul className={classes.things}>
          {names.map(({ name }) => (
            <li key={name} className={classes.thing}>
              {of === 'labels' ? `#${name}` : name}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
