import type { Directory } from '../directory.ts'
import type { RecordQueryInput } from '../query.ts'
import { type Refused, refusedQuestions } from './refused-questions.ts'

/**
 * Questions in our own words and what they ask for, in the workspace of `seededWorkspace` on Thursday, 19 November 2026, asked by Mira.
 * A word instead of a query: refused, and why. Names stand for ids, see `withIds`.
 */
export type Expected = RecordQueryInput | Refused

const open = ['todo', 'doing'] as const
const done = ['done'] as const
const thisWeek = { from: '2026-11-16', until: '2026-11-23' }
const lastWeek = { from: '2026-11-09', until: '2026-11-16' }
const nextWeek = { from: '2026-11-23', until: '2026-11-30' }
const today = { from: '2026-11-19', until: '2026-11-20' }
const yesterday = { from: '2026-11-18', until: '2026-11-19' }
const tomorrow = { from: '2026-11-20', until: '2026-11-21' }
const may = { from: '2026-05-01', until: '2026-06-01' }
const thisMonth = { from: '2026-11-01', until: '2026-12-01' }
const lastMonth = { from: '2026-10-01', until: '2026-11-01' }
type Where = NonNullable<RecordQueryInput['where']>
type More = Partial<RecordQueryInput>

const tasks = (where: Where = {}, more: More = {}): RecordQueryInput => ({ types: ['task'], where, ...more })
const due = (where: Where, more: More = {}) => tasks({ status: [...open], ...where }, { date: 'due', ...more })
const finished = (where: Where = {}, more: More = {}) =>
  tasks({ status: [...done], ...where }, { date: 'completed', ...more })
const of = (type: 'document' | 'idea' | 'board', where: Where = {}, more: More = {}): RecordQueryInput => ({
  types: [type],
  where,
  ...more,
})
/** Who has none of them. */
const nobody = (query: RecordQueryInput): RecordQueryInput => ({ ...query, groupBy: 'person', without: true })
const count = { measure: 'count' } as const
const me = ['Mira'] as never
const ana = ['Ana'] as never
const bob = ['Bob'] as never
const place = (...names: string[]) => names as never

export const questions: readonly (readonly [string, Expected])[] = [
  // Overdue and due.
  ['what is overdue?', tasks({ overdue: true }, { date: 'due' })],
  ['What is overdue this week?', tasks({ overdue: true, due: thisWeek }, { date: 'due' })],
  ["what's late", tasks({ overdue: true }, { date: 'due' })],
  ['overdue tasks', tasks({ overdue: true }, { date: 'due' })],
  ['do I have any overdue tasks?', tasks({ overdue: true, owner: me }, { date: 'due' })],
  ['how many tasks are overdue?', tasks({ overdue: true }, { date: 'due', ...count })],
  ['which urgent tasks are overdue', tasks({ overdue: true, priority: ['urgent'] }, { date: 'due' })],
  ['overdue tasks by person', tasks({ overdue: true }, { date: 'due', groupBy: 'person' })],
  ['Who has overdue tasks?', tasks({ overdue: true }, { date: 'due', groupBy: 'person' })],
  ["what of Bob's is overdue?", tasks({ overdue: true, owner: bob }, { date: 'due' })],
  ['what is due today?', due({ due: today })],
  ['what is due tomorrow', due({ due: tomorrow })],
  ['tasks due this week', due({ due: thisWeek })],
  ['Which tasks are due next week?', due({ due: nextWeek })],
  ['tasks due on Monday', due({ due: { from: '2026-11-23', until: '2026-11-24' } })],
  ['what is due by Friday?', due({ due: { until: '2026-11-21' } })],
  ['what is due before next Monday?', due({ due: { until: '2026-11-23' } })],
  ['show me everything due in December', due({ due: { from: '2026-12-01', until: '2027-01-01' } })],
  ['tasks due in December', due({ due: { from: '2026-12-01', until: '2027-01-01' } })],
  ['tasks due in the next 3 days', due({ due: { from: '2026-11-19', until: '2026-11-23' } })],
  ['tasks due within two weeks', due({ due: { from: '2026-11-19', until: '2026-12-04' } })],
  ['tasks due in 2 weeks', due({ due: { from: '2026-12-03', until: '2026-12-04' } })],
  ['what do I have to do today?', due({ due: today, owner: me })],
  ['my tasks for tomorrow', due({ due: tomorrow, owner: me })],
  ['tasks this week', due({ due: thisWeek })],
  ['my tasks this week by day', due({ due: thisWeek, owner: me }, { groupBy: 'day' })],
  ['how many tasks are due this month?', due({ due: thisMonth }, count)],
  ['tasks due on the 24th of November', due({ due: { from: '2026-11-24', until: '2026-11-25' } })],
  ['tasks due after 1 December', due({ due: { from: '2026-12-02' } })],
  ['tasks due from Monday to Wednesday', due({ due: { from: '2026-11-23', until: '2026-11-26' } })],
  ['what is due at the weekend?', due({ due: { from: '2026-11-21', until: '2026-11-23' } })],
  ['what is due this weekend?', due({ due: { from: '2026-11-21', until: '2026-11-23' } })],
  ['tasks without a date', tasks({ status: [...open], due: 'none' })],
  ['which urgent tasks have no due date?', tasks({ status: [...open], due: 'none', priority: ['urgent'] })],
  ['undated tasks of Ana', tasks({ status: [...open], due: 'none', owner: ana })],
  // Done.
  ['how many tasks did we close in May, by person?', finished({ completed: may }, { ...count, groupBy: 'person' })],
  ['what did Ana finish yesterday?', finished({ completed: yesterday, owner: ana })],
  ['what did I get done last week?', finished({ completed: lastWeek, owner: me })],
  ['tasks completed this month', finished({ completed: thisMonth })],
  ['How many tasks did I complete in October?', finished({ completed: lastMonth, owner: me }, count)],
  ['what have we finished since Monday?', finished({ completed: { from: '2026-11-16' } })],
  ['tasks done by Bob this week', finished({ completed: thisWeek, owner: bob })],
  ['closed tasks by week', finished({}, { groupBy: 'week' })],
  [
    'how many tasks did we finish per month this year?',
    finished({ completed: { from: '2026-01-01', until: '2027-01-01' } }, { ...count, groupBy: 'month' }),
  ],
  ['what was completed in the last 7 days?', finished({ completed: { from: '2026-11-12', until: '2026-11-20' } })],
  [
    'what did we close last quarter by project?',
    finished({ completed: { from: '2026-07-01', until: '2026-10-01' } }, { groupBy: 'project' }),
  ],
  ['Who closed the most tasks last month?', finished({ completed: lastMonth }, { groupBy: 'person' })],
  ['tasks finished on Monday', finished({ completed: { from: '2026-11-16', until: '2026-11-17' } })],
  ['tasks I closed today', finished({ completed: today, owner: me })],
  ['done tasks in Atlas', finished({ place: place('Atlas') })],
  [
    'what did Li Wei close in Q2?',
    finished({ completed: { from: '2026-04-01', until: '2026-07-01' }, owner: ['Li'] as never }),
  ],
  [
    'how many urgent tasks did we finish last year?',
    finished({ completed: { from: '2025-01-01', until: '2026-01-01' }, priority: ['urgent'] }, count),
  ],
  ['the last 5 tasks I completed', finished({ owner: me }, { order: { by: 'completed', descending: true }, limit: 5 })],
  ['tasks closed in May 2026 labelled finance', finished({ completed: may, label: ['finance'] })],
  ['tasks completed from May to July', finished({ completed: { from: '2026-05-01', until: '2026-08-01' } })],
  // Status, priority, whose.
  ['my urgent tasks', tasks({ status: [...open], priority: ['urgent'], owner: me })],
  ['open tasks', tasks({ status: [...open] })],
  ['how many open tasks do we have?', tasks({ status: [...open] }, count)],
  ['all tasks', tasks()],
  ['how many tasks are there in all projects', 'unknown'],
  ['what is in progress?', tasks({ status: ['doing'] })],
  ['tasks in progress by person', tasks({ status: ['doing'] }, { groupBy: 'person', date: 'due' })],
  ['which tasks have not been started?', tasks({ status: ['todo'] })],
  ['tasks that are not done', tasks({ status: [...open] })],
  ['unfinished tasks in Website', tasks({ status: [...open], place: place('Website') })],
  ['high priority tasks', tasks({ status: [...open], priority: ['high'] })],
  ['high-priority or urgent tasks of Ana', tasks({ status: [...open], priority: ['high', 'urgent'], owner: ana })],
  ['important tasks', tasks({ status: [...open], priority: ['urgent', 'high'] })],
  ['low priority tasks without a project', tasks({ status: [...open], priority: ['low'], place: 'none' })],
  ['tasks assigned to Bob', tasks({ status: [...open], assignee: bob })],
  ['tasks assigned to me', tasks({ status: [...open], assignee: me })],
  ['unassigned tasks', tasks({ status: [...open], assignee: 'nobody' })],
  ['urgent tasks without an assignee', tasks({ status: [...open], priority: ['urgent'], assignee: 'nobody' })],
  ["Ana's tasks", tasks({ status: [...open], owner: ana })],
  [
    "show me Bob's open tasks in Kitchen renovation",
    tasks({ status: [...open], owner: bob, place: place('Kitchen renovation') }),
  ],
  ['what is Ana doing?', tasks({ status: ['doing'], owner: ana }, {})],
  ['tasks of Ana and Bob', tasks({ status: [...open], owner: ['Ana', 'Bob'] as never })],
  ['open tasks by priority', tasks({ status: [...open] }, { groupBy: 'priority', date: 'due' })],
  ['tasks by status', tasks({ status: [...open] }, { groupBy: 'status', date: 'due' })],
  ['all tasks by status', tasks({}, { groupBy: 'status', date: 'due' })],
  [
    'How many open tasks are there per project?',
    tasks({ status: [...open] }, { ...count, groupBy: 'project', date: 'due' }),
  ],
  ['which project has the most open tasks?', tasks({ status: [...open] }, { groupBy: 'project', date: 'due' })],
  ['open tasks grouped by label', tasks({ status: [...open] }, { groupBy: 'label', date: 'due' })],
  ['tasks in Atlas', tasks({ status: [...open], place: place('Atlas') })],
  ['tasks in the Website project', tasks({ status: [...open], place: place('Website') })],
  ['tasks in project Finance 2026 due next week', due({ place: place('Finance 2026'), due: nextWeek })],
  ['Atlas tasks', tasks({ status: [...open], place: place('Atlas') })],
  ['finance tasks', tasks({ status: [...open], label: ['finance'] })],
  ['tasks tagged waiting', tasks({ status: [...open], label: ['waiting'] })],
  ['#design tasks', tasks({ status: [...open], label: ['Design'] })],
  ['unlabelled tasks', tasks({ status: [...open], label: 'none' })],
  ['oldest open task', tasks({ status: [...open] }, { measure: 'oldest' })],
  ['what is my oldest open task?', tasks({ status: [...open], owner: me }, { measure: 'oldest' })],
  ['5 oldest open tasks', tasks({ status: [...open] }, { order: { by: 'created' }, limit: 5 })],
  ['open tasks about pricing', tasks({ status: [...open], words: ['pricing'] })],
  ['tasks about the kitchen budget', tasks({ status: [...open], words: ['kitchen', 'budget'] })],
  ['tasks containing "newsletter"', tasks({ status: [...open], words: ['newsletter'] })],
  ['how many tasks mention the survey', 'unknown'],
  ['tasks older than 3 months', tasks({ created: { until: '2026-08-19' } }, {})],
  ['open tasks older than a month', tasks({ status: [...open], created: { until: '2026-10-19' } })],
  ['tasks created this week', tasks({ created: thisWeek })],
  ['which tasks did Bob create last week?', tasks({ created: lastWeek, author: bob })],
  ['new tasks since yesterday', tasks({ created: { from: '2026-11-18' } })],
  ['how many tasks were added each week this month?', tasks({ created: thisMonth }, { ...count, groupBy: 'week' })],
  ['tasks I made for Ana', tasks({ author: me, owner: ana })],
  ['tasks not touched for 2 weeks', tasks({ changed: { until: '2026-11-05' } }, { date: 'changed' })],
  [
    "open tasks that haven't been updated in a month",
    tasks({ status: [...open], changed: { until: '2026-10-19' } }, { date: 'changed' }),
  ],
  ['tasks in the trash', tasks({ trashed: true })],
  ['how many tasks were deleted?', tasks({ trashed: true }, count)],
  // Ideas.
  [
    'which ideas about pricing have I not touched for a month?',
    of('idea', { words: ['pricing'], changed: { until: '2026-10-19' } }, { date: 'changed' }),
  ],
  ['ideas about the garden', of('idea', { words: ['garden'] })],
  ['my ideas', of('idea', { owner: me })],
  ['how many ideas do we have?', of('idea', {}, count)],
  ['ideas captured last week', of('idea', { created: lastWeek })],
  ['ideas from last month', of('idea', { created: lastMonth })],
  ['what ideas did Ana write in October?', of('idea', { created: lastMonth, author: ana })],
  ['the latest idea', of('idea', {}, { measure: 'newest' })],
  ['latest ideas', of('idea', {}, { order: { by: 'created', descending: true }, limit: 10 })],
  ['ideas tagged customer', of('idea', { label: ['customer'] })],
  ['ideas without tags', of('idea', { label: 'none' })],
  ['ideas by month', of('idea', {}, { groupBy: 'month' })],
  [
    'how many ideas did each person capture this year',
    of('idea', { created: { from: '2026-01-01', until: '2027-01-01' } }, { ...count, groupBy: 'person' }),
  ],
  [
    'how many ideas were captured this year per person?',
    of('idea', { created: { from: '2026-01-01', until: '2027-01-01' } }, { ...count, groupBy: 'person' }),
  ],
  ['ideas I have not touched since August', of('idea', { changed: { until: '2026-08-01' } }, { date: 'changed' })],
  ['oldest idea about budget', of('idea', { words: ['budget'] }, { measure: 'oldest' })],
  ['ideas and documents about launch', { types: ['idea', 'document'], where: { words: ['launch'] } }],
  // Documents and whiteboards.
  ['documents changed today', of('document', { changed: today }, { date: 'changed' })],
  [
    'which documents did Bob edit this week?',
    of('document', { changed: thisWeek, changedBy: bob }, { date: 'changed' }),
  ],
  ['documents in the folder Plans', of('document', { place: place('Plans') })],
  ['docs in Research notes', of('document', { place: place('Research notes') })],
  ['how many documents are in Minutes?', of('document', { place: place('Minutes') }, count)],
  ['documents about the contract', of('document', { words: ['contract'] })],
  ['my newest document', of('document', { owner: me }, { measure: 'newest' })],
  ['most recent documents', of('document', {}, { order: { by: 'created', descending: true }, limit: 10 })],
  [
    '10 latest changed documents',
    of('document', {}, { date: 'changed', order: { by: 'changed', descending: true }, limit: 10 }),
  ],
  ['documents created by Ana', of('document', { author: ana })],
  ['pages by Li', of('document', { author: ['Li'] as never })],
  ['documents not changed since June', of('document', { changed: { until: '2026-06-01' } }, { date: 'changed' })],
  ['documents not edited for 6 months', of('document', { changed: { until: '2026-05-19' } }, { date: 'changed' })],
  ['documents in no folder', of('document', { place: 'none' })],
  ['documents in the trash', of('document', { trashed: true })],
  ['documents made before October', of('document', { created: { until: '2026-10-01' } })],
  ['pages older than a year', of('document', { created: { until: '2025-11-19' } })],
  ['whiteboards', of('board')],
  ['how many whiteboards are there?', of('board', {}, count)],
  ['boards about launch', of('board', { words: ['launch'] })],
  ['whiteboards changed last month', of('board', { changed: lastMonth }, { date: 'changed' })],
  // Of several kinds.
  [
    'what changed yesterday?',
    { types: ['task', 'document', 'idea', 'board'], where: { changed: yesterday }, date: 'changed' },
  ],
  [
    'what did Ana change this week?',
    { types: ['task', 'document', 'idea', 'board'], where: { changed: thisWeek, changedBy: ana }, date: 'changed' },
  ],
  ['what have I created today?', { types: ['task', 'document', 'idea'], where: { created: today, author: me } }],
  ['what is in the trash?', { types: ['task', 'document', 'idea', 'board'], where: { trashed: true } }],
  ['what is there about pricing?', { types: ['task', 'document', 'idea', 'board'], where: { words: ['pricing'] } }],
  ['what is labelled finance', { types: ['task', 'document', 'idea'], where: { label: ['finance'] } }],
  // What repeats.
  ['which tasks repeat?', tasks({ status: [...open], repeats: true })],
  ['recurring tasks', tasks({ status: [...open], repeats: true })],
  ['repeating tasks due this week', due({ repeats: true, due: thisWeek })],
  ['how many of my tasks repeat?', tasks({ status: [...open], repeats: true, owner: me }, count)],
  ['which overdue tasks are repeating', tasks({ overdue: true, repeats: true }, { date: 'due' })],
  ['all repeating tasks in Website', tasks({ repeats: true, place: place('Website') })],
  ['tasks that do not repeat', tasks({ status: [...open], repeats: false })],
  ['one-off tasks due today', due({ repeats: false, due: today })],
  // All but some.
  ["open tasks except Bob's", tasks({ status: [...open], except: [{ owner: bob }] })],
  ["open tasks except Bob's and Ana's", tasks({ status: [...open], except: [{ owner: bob }, { owner: ana }] })],
  ["open tasks except Bob's tasks", tasks({ status: [...open], except: [{ owner: bob }] })],
  ["open tasks except Bob's overdue ones", tasks({ status: [...open], except: [{ owner: bob, overdue: true }] })],
  [
    "urgent tasks except Ana's overdue ones",
    tasks({ status: [...open], priority: ['urgent'], except: [{ owner: ana, overdue: true }] }),
  ],
  ['open tasks except urgent ones', tasks({ status: [...open], except: [{ priority: ['urgent'] }] })],
  ['all tasks but not the done ones', tasks({ except: [{ status: [...done] }] })],
  ['tasks due this week except the ones in Atlas', due({ due: thisWeek, except: [{ place: place('Atlas') }] })],
  ['tasks in Website but not mine', tasks({ status: [...open], place: place('Website'), except: [{ owner: me }] })],
  ['tasks not assigned to Ana', tasks({ status: [...open], except: [{ assignee: ana }] })],
  ['tasks not overdue', tasks({ status: [...open], except: [{ overdue: true }] })],
  ['tasks not labelled finance', tasks({ status: [...open], except: [{ label: ['finance'] }] })],
  ['tasks without the label finance', tasks({ status: [...open], except: [{ label: ['finance'] }] })],
  ["tasks that are not Bob's", tasks({ status: [...open], except: [{ owner: bob }] })],
  ['tasks that are not in Website', tasks({ status: [...open], except: [{ place: place('Website') }] })],
  [
    'urgent tasks other than the repeating ones',
    tasks({ status: [...open], priority: ['urgent'], except: [{ repeats: true }] }),
  ],
  ["how many open tasks are there apart from Ana's?", tasks({ status: [...open], except: [{ owner: ana }] }, count)],
  ["documents except Bob's", of('document', { except: [{ owner: bob }] })],
  [
    'what did we finish last week except low priority tasks',
    finished({ completed: lastWeek, except: [{ priority: ['low'] }] }),
  ],
  // Who has least.
  ['who has the fewest open tasks?', tasks({ status: [...open] }, { groupBy: 'person', date: 'due', fewest: true })],
  ['who has the least to do', tasks({ status: [...open] }, { groupBy: 'person', date: 'due', fewest: true })],
  ['who has the fewest overdue tasks', tasks({ overdue: true }, { groupBy: 'person', date: 'due', fewest: true })],
  ['who finished the fewest tasks last month', finished({ completed: lastMonth }, { groupBy: 'person', fewest: true })],
  // Who has none.
  ['who has no tasks?', nobody(tasks({ status: [...open] }, { date: 'due' }))],
  ['who has nothing to do?', nobody(tasks({ status: [...open] }, { date: 'due' }))],
  ["who doesn't have anything to do", nobody(tasks({ status: [...open] }, { date: 'due' }))],
  ['who has no open tasks this week?', nobody(due({ due: thisWeek }))],
  ['who has nothing to do tomorrow', nobody(due({ due: tomorrow }))],
  ['who has nothing due next week?', nobody(due({ due: nextWeek }))],
  ['who has no overdue tasks?', nobody(tasks({ overdue: true }, { date: 'due' }))],
  ['who has nothing overdue', nobody(tasks({ overdue: true }, { date: 'due' }))],
  ['who has no urgent tasks due today?', nobody(due({ due: today, priority: ['urgent'] }))],
  [
    "who hasn't got any urgent tasks in Atlas",
    nobody(tasks({ status: [...open], priority: ['urgent'], place: place('Atlas') }, { date: 'due' })),
  ],
  ['which people have no repeating tasks', nobody(tasks({ status: [...open], repeats: true }, { date: 'due' }))],
  ['people without overdue tasks', nobody(tasks({ overdue: true }, { date: 'due' }))],
  ['is there anyone without tasks?', nobody(tasks({ status: [...open] }, { date: 'due' }))],
  ['does anybody have nothing due tomorrow', nobody(due({ due: tomorrow }))],
  ['how many people have no overdue tasks', nobody(tasks({ overdue: true }, { date: 'due', measure: 'count' }))],
  ['members with nothing due tomorrow', nobody(due({ due: tomorrow }))],
  ['who finished no tasks yesterday?', nobody(finished({ completed: yesterday }))],
  ['who has closed nothing last week', nobody(finished({ completed: lastWeek }))],
  ["who hasn't finished anything last week?", nobody(finished({ completed: lastWeek }))],
  ['who did not close any tasks yesterday', nobody(finished({ completed: yesterday }))],
  ["who isn't working on anything?", nobody(tasks({ status: ['doing'] }, { date: 'due' }))],
  ['who wrote no ideas last month', nobody(of('idea', { created: lastMonth }))],
  ['who has no documents in Plans', nobody(of('document', { place: place('Plans') }))],
  [
    'who has no tasks except low priority ones',
    nobody(tasks({ status: [...open], except: [{ priority: ['low'] }] }, { date: 'due' })),
  ],
  ['tasks of Ana in Website and Atlas', tasks({ status: [...open], owner: ana, place: place('Website', 'Atlas') })],
  ['tasks due this week or next week', due({ due: { from: '2026-11-16', until: '2026-11-30' } })],
  ['pinned ideas', of('idea', { pinned: true })],
  ['tasks due today or overdue', due({ due: { until: '2026-11-20' } })],
  ['what did I do yesterday?', finished({ completed: yesterday, owner: me })],
  ['tasks due next week sorted by priority', due({ due: nextWeek }, { order: { by: 'priority' } })],
  ...refusedQuestions,
]

/** The names that an expected query has in the place of ids. */
export function withIds(query: RecordQueryInput, directory: Directory): RecordQueryInput {
  const personal = (names: unknown) =>
    Array.isArray(names)
      ? names.flatMap((name) => directory.people.find((each) => each.name.startsWith(name as string))?.principals ?? [])
      : names
  const local = (names: unknown) =>
    Array.isArray(names)
      ? names.flatMap(
          (name) => [...directory.projects, ...directory.folders].find(({ title }) => title === name)?.id ?? [],
        )
      : names
  const named = (where: object): object => Object.fromEntries(Object.entries(where).map(withId))
  const withId = ([key, value]: readonly [string, unknown]): readonly [string, unknown] => {
    if (key === 'except') return [key, (value as readonly object[]).map(named)]
    if (['owner', 'author', 'assignee', 'changedBy'].includes(key)) return [key, personal(value)]
    return [key, key === 'place' ? local(value) : value]
  }
  return { ...query, where: named(query.where ?? {}) as Where }
}
