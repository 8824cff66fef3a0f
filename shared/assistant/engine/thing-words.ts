import type { ReplicaId } from '../../kit/ids.ts'
import { answer } from '../records/answer.ts'
import { recordsOf } from '../records/facets.ts'
import { wordsOf } from '../records/matcher.ts'
import { recordQuery, type RecordQueryInput, recordTypes } from '../records/query.ts'
import { addDays } from '../../rooms/tasks/index.ts'
import { todayOf } from '../records/zoned-days.ts'
import type { EngineContext } from './engine.ts'
import { firstReading, type Form } from './forms.ts'
import { personNamed, unquoted } from './named.ts'
import { pointed } from './pointing.ts'
import type { Fact, ProgressPart, Reply } from './reply.ts'
import { targetsOf, thingsOf } from './targets.ts'

/** Questions end otherwise than orders. */
const form = (pattern: string, read: Form['read']): Form => ({
  pattern: new RegExp(`^${pattern}[\\s?!.]*$`, 'iu'),
  read,
})

const opens = form(String.raw`(?:open|go to|take me to|jump to|navigate to|bring up|pull up) (.+?)`, found)
const finds = form(
  String.raw`(?:(?:find|search(?: for)?|look (?:up|for)|show)(?: me)?|where(?:'s|s| is| are| did (?:we|i) (?:put|write|keep)(?: about| down)?)?|i (?:can't|cannot|can not|cant|couldn't) find) (.+?)`,
  found,
)
const yet = '(?: yet| already| by now)?'
const doneWord = '(?:done|finished|completed|complete|ready|closed)'
const doWord = '(?:finish|finished|complete|completed|do|done|close|closed)'
const changeWord = '(?:changed|change|edited|edit|updated|update|modified|modify|touched|touch)'
const makeWord = '(?:wrote|write|written|created|create|made|make|captured|started|added|drafted|authored)'

/** Questions about one thing that is named by its title. The most telling first. */
const facts: readonly Form[] = [
  form(
    String.raw`(?:by )?(?:when|what day|what date)(?:'s|s| is| are| was)? (.+?) (?:due|supposed to be done|to be done)`,
    (words, context) => told('due', words, context),
  ),
  form(String.raw`(?:what(?:'s|s| is) )?(?:the )?(?:due date|deadline|date) (?:of|for|on) (.+?)`, (words, context) =>
    told('due', words, context),
  ),
  form(
    String.raw`(?:by )?when (?:do|should|must|does|did) (?:i|we|\p{L}+) (?:have to |need to )?(?!${doWord}\b|${changeWord}\b|${makeWord}\b)(.+?)`,
    (words, context) => told('due', words, context),
  ),
  form(String.raw`when(?:'s|s| is) (.+?)`, (words, context) => told('due', words, context)),
  form(
    String.raw`(?:who(?:'s|s| is| are| should| must| will| does| has| owns)?(?: been)? ?(?:responsible for|assigned to|doing|do|in charge of|working on|handling|taking care of|the owner of|looking after|on)?|whose (?:task |job )?is) (.+?)`,
    responsible,
  ),
  form(String.raw`what(?:'s|s| is) the (?:status|state) of (.+?)`, status),
  form(String.raw`(?:status|state|progress) (?:of|on|with|in) (.+?)`, status),
  form(
    String.raw`how(?:'s|s| is| are)? (.+?) (?:going|coming along|coming on|doing|progressing|looking)(?: so far)?`,
    status,
  ),
  form(String.raw`how (?:far|far along|close) (?:is|are|along is) (.+?)`, status),
  form(
    String.raw`(?:where (?:are|do) we (?:stand )?(?:with|on|at with)|what(?:'s|s| is) (?:happening|going on|up|left) (?:with|in|on)|how about|give me an update on|update on) (.+?)`,
    status,
  ),
  form(String.raw`(?:is|are) (.+?) (?:on track|on schedule|going well|in good shape)`, status),
  form(String.raw`(?:is|are|was|has|have|did) (.+?) (?:been |get |got )?${doneWord}${yet}`, status),
  form(
    String.raw`(?:did|has|have|is) (\p{L}[\p{L}'’]*(?: \p{L}[\p{L}'’]*)?) (?:already |been )?${doWord} (?:with )?(.+?)${yet}`,
    doneBy,
  ),
  form(String.raw`when (?:was|were) (.+?) (?:last )?${doneWord}`, status),
  form(String.raw`when did (?:we|i|they|\p{L}+) ${doWord} (.+?)`, status),
  form(String.raw`what(?:'s|s| is) the priority of (.+?)`, (words, context) => told('priority', words, context)),
  form(String.raw`(?:what priority (?:is|has|does)|how (?:important|urgent) is) (.+?)(?: have)?`, (words, context) =>
    told('priority', words, context),
  ),
  form(
    String.raw`who (?:has |was it that )?(?:last |recently )?${changeWord} (.+?)(?: last| recently| since .+| today| yesterday| this week)?`,
    (words, context) => told('changed', words, context),
  ),
  form(
    String.raw`(?:when|by whom) (?:was|were|has|did (?:we|i|someone|anyone|anybody)) (.+?) (?:been )?(?:last |lately )?${changeWord}(?: last)?`,
    (words, context) => told('changed', words, context),
  ),
  form(
    String.raw`(?:when did (?:we|i|someone|anyone|anybody)|did (?:someone|anyone|anybody)) (?:last )?${changeWord} (.+?)(?: last| recently| since .+| today| yesterday| this week)?`,
    (words, context) => told('changed', words, context),
  ),
  form(
    String.raw`what(?:'s|s| has| have| was| is)?(?: been)? (?:changed|different|new|edited|updated) (?:in|on|about) (.+?)(?: since .+| today| yesterday| (?:this|last|in the last) .+)?`,
    (words, context) => told('changed', words, context),
  ),
  form(String.raw`who (?:has |originally )?${makeWord} (.+?)`, (words, context) => told('made', words, context)),
  form(String.raw`when (?:was|were) (.+?) (?:created|made|written|captured|started|added)`, (words, context) =>
    told('made', words, context),
  ),
]

/** Words that name a place to go to; before anything else is made of them. */
export function readOpen(words: string, context: EngineContext): Reply | undefined {
  const match = opens.pattern.exec(words)
  const name = unquoted(match?.[1] ?? '')
  if (!match || !thingsOf(context.rows, { words: name, here: undefined, isWhole: true }).length) return undefined
  return found([name], context)
}

/** What is asked of things that are called something. undefined: nothing is asked so, or nothing is called so. */
export function readThings(words: string, context: EngineContext): Reply | undefined {
  return firstReading([...facts, finds, opens], words, context)
}

/** "The second one": to look at. */
export function readPointed(words: string, { earlier }: EngineContext): Reply | undefined {
  const ids = pointed(words.replace(/[\s?!.]+$/u, ''), earlier)
  return ids?.length === 1 ? { kind: 'found', words, ids } : undefined
}

function found([words = '']: readonly string[], { rows, here, earlier }: EngineContext): Reply | undefined {
  const things = thingsOf(rows, { words: unquoted(words), here, earlier })
  return things.length > 0 ? { kind: 'found', words: unquoted(words), ids: things.map(({ id }) => id) } : undefined
}

const onlyOfTasks: ReadonlySet<Fact> = new Set(['due', 'person', 'status', 'priority'])

function told(
  fact: Fact,
  [words = '']: readonly string[],
  { rows, directory, here, earlier }: EngineContext,
): Reply | undefined {
  const name = unquoted(words)
  // "When is the launch?": a project has no day, and a task that only mentions it is another matter.
  if (onlyOfTasks.has(fact) && directory.projects.some(({ title }) => isSame(title, name))) return undefined
  const recordsIn = (named: readonly { readonly id: ReplicaId }[]) => {
    const ids = new Set(named.map(({ id }) => id))
    const types = onlyOfTasks.has(fact) ? (['task'] as const) : recordTypes
    return types.flatMap((type) => recordsOf(rows, type).filter(({ id }) => ids.has(id)))
  }
  const said = { words: name, here, earlier }
  const all = recordsIn(thingsOf(rows, said))
  // A document that is called just so hides no task whose title has the words.
  const things = all.length > 0 ? all : recordsIn(targetsOf(rows, { ...said, isMeant: () => true }))
  return things.length > 0 ? { kind: 'facts', fact, words: name, things } : undefined
}

const notATitle =
  /^(?:no|nothing|none|any|has|have|owns|the|most|least|fewest|is|are|all|each|my|our|us|we|nobody|anybody)\b/i

function responsible([words = '']: readonly string[], context: EngineContext): Reply | undefined {
  const name = words.replace(/^(?:the|my|our)\s+/i, '')
  return notATitle.test(name) ? undefined : told('person', [name], context)
}

function status([words = '']: readonly string[], context: EngineContext): Reply | undefined {
  const project = projectNamed(words, context)
  return project ? progressOf(project, context) : told('status', [words], context)
}

/** "Did Ana finish the press release?": who it is belongs to the answer. */
function doneBy([name = '', words = '']: readonly string[], context: EngineContext): Reply | undefined {
  const isKnown = /^(?:we|i|they|someone|anyone|anybody|everybody)$/i.test(name) || personNamed(name, context.directory)
  return isKnown ? told('status', [words], context) : undefined
}

function isSame(title: string, words: string): boolean {
  const plain = (text: string) =>
    wordsOf(text)
      .filter((word) => !['the', 'our', 'my', 'project'].includes(word))
      .join(' ')
  return plain(title) === plain(words)
}

function projectNamed(words: string, { directory, here }: EngineContext) {
  const isHere = /^(?:this|it|this project)$/i.test(words.trim())
  const [only, second] = directory.projects.filter(({ id, title }) => (isHere ? id === here : isSame(title, words)))
  return second ? undefined : only
}

/** How a project stands: a handful of queries, each with the list that it counts. */
function progressOf(
  { id, title }: { readonly id: ReplicaId; readonly title: string },
  { rows, moment, directory }: EngineContext,
): Reply {
  const isAlone = directory.people.length < 2
  const today = todayOf(moment)
  const open = ['todo', 'doing'] as const
  const of = (where: RecordQueryInput['where'], date: RecordQueryInput['date']): RecordQueryInput => ({
    types: ['task'],
    where: { place: [id], ...where },
    date,
  })
  const asked: readonly (readonly [ProgressPart['kind'], RecordQueryInput])[] = [
    ['open', of({ status: [...open] }, 'created')],
    ['overdue', of({ overdue: true }, 'due')],
    ['due', of({ status: [...open], due: { from: today, until: addDays(today, 7) } }, 'due')],
    ['started', of({ status: ['doing'] }, 'created')],
    // Alone, what is nobody's is one's own.
    ...(isAlone ? [] : [['unassigned', of({ status: [...open], assignee: 'nobody' }, 'created')] as const]),
    ['done', of({ status: ['done'] }, 'completed')],
  ]
  const parts = asked.flatMap(([kind, query]) => {
    const part = { kind, answer: answer(rows, recordQuery.parse(query), moment) }
    return part.answer.total > 0 ? [part] : []
  })
  return { kind: 'progress', id, title, parts }
}
