import type { Directory } from './directory.ts'
import { personOf, titleOfPlace } from './directory.ts'
import type {
  PlainConditions,
  RecordConditions,
  RecordDate,
  RecordGroup,
  RecordQuery,
  RecordType,
  Span,
} from './query.ts'
import { addDays } from '../../rooms/tasks/index.ts'

/** What was asked, in English words, so that somebody can see whether it is what they meant: "Open tasks of Ana, due 16–22 Nov 2026". */
export function sentenceOf(query: RecordQuery, directory: Directory): string {
  const { where, measure, groupBy, limit, order, types } = query
  const isMine = where.owner?.join() === directory.me.principals.join()
  const noun = `${isMine ? 'your ' : ''}${adjectives(where)}${nounOf(types)}`
  const parts = conditionsOf(isMine ? { ...where, owner: undefined } : where, directory)
  const all = [noun, ...parts].join(', ').replace(', of ', ' of ').replace(', in the trash', ' in the trash')
  if (query.without) return measure === 'count' ? `Number of people without ${all}` : `People without ${all}`
  const start =
    measure === 'count'
      ? `Number of ${all}`
      : measure === 'list'
        ? all
        : `${measure === 'oldest' ? 'First' : 'Latest'} by ${dateNames[query.date]} of: ${all}`
  const grouped = groupBy ? `, by ${groupName(groupBy, query.date)}${query.fewest ? ', fewest first' : ''}` : ''
  const sorted = order ? `, ${orderName(order)}` : ''
  return capital(`${start}${grouped}${sorted}${limit ? `, at most ${limit}` : ''}`)
}

const nouns: Readonly<Record<RecordType, string>> = {
  task: 'tasks',
  document: 'documents',
  idea: 'ideas',
  board: 'whiteboards',
}
const dateNames: Readonly<Record<RecordDate, string>> = {
  due: 'due date',
  created: 'date made',
  completed: 'date done',
  changed: 'last change',
}

function nounOf(types: readonly RecordType[]): string {
  return listed(
    types.map((type) => nouns[type]),
    'and',
  )
}

/** "Overdue ones of Bob", "those in Launch". */
function exceptionText(where: PlainConditions, directory: Directory): string {
  const adjective = adjectives(where)
  const noun = adjective === '' ? 'those' : `${adjective}ones`
  return [
    noun,
    conditionsOf(where, directory)
      .join(', ')
      .replace(/\bof you\b/, 'of yours'),
  ]
    .filter(Boolean)
    .join(' ')
}

function adjectives({ status, priority, overdue, repeats, pinned }: RecordConditions): string {
  const words = []
  if (pinned) words.push('pinned')
  if (overdue) words.push('overdue')
  if (status) words.push(statusWord(status))
  if (priority)
    words.push(
      listed(
        priority.map((each) => (each === 'urgent' ? each : `${each}-priority`)),
        'or',
      ),
    )
  if (repeats !== undefined) words.push(repeats ? 'repeating' : 'one-time')
  return words.map((word) => `${word} `).join('')
}

function statusWord(status: readonly string[]): string {
  const names: Readonly<Record<string, string>> = { todo: 'not started', doing: 'started', done: 'done' }
  const isOpen = status.length === 2 && !status.includes('done')
  return isOpen
    ? 'open'
    : listed(
        status.map((each) => names[each] ?? each),
        'or',
      )
}

function conditionsOf(where: RecordConditions, directory: Directory): readonly string[] {
  const people = (principals: readonly string[]) => peopleNames(principals, directory)
  const parts: string[] = []
  if (where.owner) parts.push(`of ${people(where.owner)}`)
  if (where.assignee)
    parts.push(where.assignee === 'nobody' ? 'assigned to nobody' : `assigned to ${people(where.assignee)}`)
  if (where.author) parts.push(`made by ${people(where.author)}`)
  if (where.changedBy) parts.push(`last changed by ${people(where.changedBy)}`)
  if (where.words) parts.push(`about “${where.words.join(' ')}”`)
  if (where.label)
    parts.push(
      where.label === 'none'
        ? 'without a label'
        : `labelled ${listed(
            where.label.map((each) => `#${each}`),
            'or',
          )}`,
    )
  if (where.place) {
    const names =
      where.place === 'none' ? [] : where.place.map((id) => titleOfPlace(directory, id) ?? 'a place that is gone')
    parts.push(where.place === 'none' ? 'in no project or folder' : `in ${listed([...new Set(names)], 'or')}`)
  }
  if (where.due === 'none' || where.due === 'some') parts.push(where.due === 'none' ? 'without a date' : 'with a date')
  else if (where.due) parts.push(`due ${spanText(where.due)}`)
  if (where.completed) parts.push(`done ${spanText(where.completed)}`)
  if (where.created) parts.push(`made ${spanText(where.created)}`)
  if (where.changed)
    parts.push(
      where.changed.from === undefined
        ? `not changed since ${dayText(where.changed.until ?? '')} by anyone`
        : `last changed ${spanText(where.changed)}`,
    )
  parts.push(...waitingOf(where))
  for (const each of where.except ?? []) parts.push(`except ${exceptionText(each, directory)}`)
  if (where.trashed) parts.push('in the trash')
  return parts
}

function waitingOf({ waiting, waitsFor, holdsUp }: RecordConditions): readonly string[] {
  const [a, wait] = holdsUp?.length === 1 ? ['a task that was named', 'waits'] : ['tasks that were named', 'wait']
  return [
    ...(waiting === undefined ? [] : [waiting ? 'waiting for another task' : 'waiting for no other task']),
    ...(waitsFor ? [`waiting for ${waitsFor.length === 1 ? 'a task that was named' : 'tasks that were named'}`] : []),
    ...(holdsUp ? [`for which ${a} ${wait}`] : []),
  ]
}

function peopleNames(principals: readonly string[], directory: Directory): string {
  const found = [...new Set(principals.map((each) => personOf(directory, each)))]
  return listed(
    found.map((person) =>
      person === undefined ? 'someone' : person.principals[0] === directory.me.principals[0] ? 'you' : person.name,
    ),
    'or',
  )
}

/** As people say spans: the last day belongs to them. */
export function spanText({ from, until }: Span): string {
  if (from === undefined) return `before ${dayText(until ?? '')}`
  if (until === undefined) return `since ${dayText(from)}`
  const last = addDays(until, -1)
  return last === from ? `on ${dayText(from)}` : `from ${dayText(from)} to ${dayText(last)}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function dayText(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  return `${day} ${months[(month ?? 1) - 1]} ${year}`
}

function groupName(group: RecordGroup, date: RecordDate): string {
  const isOfTime = group === 'day' || group === 'week' || group === 'month'
  return isOfTime ? `${group} of the ${dateNames[date]}` : group === 'project' ? 'project or folder' : group
}

function orderName({ by, descending }: { by: string; descending: boolean }): string {
  const name = dateNames[by as RecordDate] ?? by
  return descending ? `${name} latest first` : `by ${name}`
}

function listed(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
