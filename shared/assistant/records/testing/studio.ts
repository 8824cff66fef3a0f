import type { PrincipalId, ReplicaId } from '../../../kit/ids.ts'
import type { Moment } from '../../../language/moment.ts'
import { documentType, folderType } from '../../../rooms/documents/index.ts'
import { ideaType } from '../../../rooms/ideas/index.ts'
import type { AnyReplicaType, Row } from '../../../rooms/room.ts'
import { projectType, taskType } from '../../../rooms/tasks/index.ts'
import { boardType } from '../../../rooms/whiteboards/index.ts'
import { type Directory, directoryOf } from '../directory.ts'
import { FixedRows } from './seeded-workspace.ts'

/** A Tuesday morning in New York, two days before the year ends; weeks begin on Sunday. Everything here can be counted by hand. */
export const studioMoment: Moment = {
  nowMs: Date.parse('2025-12-30T10:00:00-05:00'),
  timeZone: 'America/New_York',
  weekStartsOn: 0,
}

const names = {
  priya: 'Priya Raman',
  tomas: 'Tomás Ortega',
  grace: "Grace O'Neill",
  sam: 'Sam Fischer',
  ana: 'Ana Lima',
}
type Who = keyof typeof names

/** By the time of New York: `12-29 14:00` is of 2025, `01-02` of 2026. */
function at(time: string): number {
  const [day = '', clock = '12:00'] = time.split(' ')
  const year = Number(day.slice(0, 2)) < 6 ? 2026 : 2025
  // Clocks there are an hour further from March to November.
  const offset = day >= '03-09' && day < '11-02' ? '-04:00' : '-05:00'
  return Date.parse(`${year}-${day}T${clock}:00${offset}`)
}

const dateOf = (day: string) => `${Number(day.slice(0, 2)) < 6 ? 2026 : 2025}-${day}`
export const studioId = (type: string, number: number) => `${type}_${String(number).padStart(26, '0')}` as ReplicaId
const by = (who: Who) => `user:${who}` as PrincipalId

interface Written {
  readonly made: readonly [Who, string]
  readonly changed?: readonly [Who, string]
}

function rowOf(
  type: AnyReplicaType,
  number: number,
  { made, changed = made, ...value }: Written & Readonly<Record<string, unknown>>,
): Row {
  const stamps = { createdBy: by(made[0]), createdAt: at(made[1]), trashedAt: undefined }
  return {
    id: studioId(type.name, number),
    type: type.name,
    value: { ...stamps, ...value },
    changedAt: at(changed[1]),
    changedBy: by(changed[0]),
  }
}

type Task = Written & {
  readonly to?: Who
  readonly due?: string
  readonly in?: number
  readonly done?: string
  readonly status?: 'todo' | 'doing'
  readonly priority?: 'urgent' | 'high' | 'normal' | 'low'
  readonly labels?: readonly string[]
  readonly more?: object
}

function task(number: number, title: string, { to, due, in: project, done, labels = [], more, ...rest }: Task): Row {
  const { status = done ? 'done' : 'todo', priority = 'normal', made, changed } = rest
  return rowOf(taskType, number, {
    made,
    ...((changed ?? done) ? { changed: changed ?? ([to ?? made[0], done ?? ''] as const) } : {}),
    title,
    notes: '',
    status,
    priority,
    labels,
    checklist: {},
    position: 'a',
    ...(to && { assignee: by(to) }),
    ...(due && { dueDate: dateOf(due) }),
    ...(project && { project: studioId('project', project) }),
    completedAt: done && at(done),
    ...more,
  })
}

const projects = ['Launch', 'Office move', 'Hiring', 'Spring campaign']
const folders = ['Plans', 'Legal', 'Minutes']
const steps = {
  a: { text: 'Read it', done: true, position: 'a' },
  b: { text: 'Ask the lawyer', done: false, position: 'b' },
}

const rows: readonly Row[] = [
  ...projects.map((title, index) => rowOf(projectType, index + 1, { made: ['priya', '09-01'], title, position: 'a' })),
  ...folders.map((title, index) => rowOf(folderType, index + 1, { made: ['priya', '09-01'], title, position: 'a' })),
  task(1, 'Sign the lease', {
    made: ['priya', '12-01'],
    to: 'priya',
    due: '01-02',
    in: 2,
    priority: 'high',
    labels: ['legal'],
    more: { checklist: steps },
  }),
  task(2, 'Book the movers', { made: ['priya', '12-02'], to: 'sam', due: '01-09', in: 2 }),
  task(3, 'Draw the floor plan', {
    made: ['tomas', '12-03'],
    to: 'tomas',
    due: '12-19',
    in: 2,
    status: 'doing',
    changed: ['tomas', '12-10'],
  }),
  task(4, 'Cancel the old insurance', { made: ['priya', '12-04'], in: 2, labels: ['waiting'] }),
  task(5, 'Order chairs', { made: ['sam', '12-05'], to: 'sam', in: 2, priority: 'low' }),
  task(6, 'Write the press release', {
    made: ['priya', '12-08'],
    to: 'ana',
    due: '12-31',
    in: 1,
    priority: 'urgent',
    status: 'doing',
    labels: ['customer'],
    changed: ['ana', '12-29'],
  }),
  task(7, 'Review the press kit', { made: ['ana', '12-09'], to: 'priya', due: '12-30', in: 1, priority: 'high' }),
  task(8, 'Test the checkout', {
    made: ['grace', '12-10'],
    to: 'grace',
    due: '12-29',
    in: 1,
    priority: 'high',
    status: 'doing',
    changed: ['grace', '12-30 08:30'],
  }),
  task(9, 'Decide on pricing', { made: ['priya', '12-11'], in: 1, labels: ['finance'] }),
  task(10, 'Plan the launch party', { made: ['grace', '12-12'], due: '01-14', in: 1 }),
  task(11, 'Update the website', {
    made: ['grace', '12-15'],
    to: 'grace',
    due: '12-31',
    in: 1,
    labels: ['design', 'customer'],
  }),
  task(12, 'Interview the designer', { made: ['priya', '12-16'], to: 'priya', due: '01-05', in: 3 }),
  task(13, 'Post the job ad', { made: ['sam', '11-20'], to: 'sam', due: '12-12', in: 3 }),
  task(14, 'Collect references', { made: ['sam', '12-18'], to: 'sam', in: 3, priority: 'low', labels: ['waiting'] }),
  task(15, 'Send the invoice to Acme', { made: ['priya', '12-20'], to: 'priya', due: '12-23', labels: ['finance'] }),
  task(16, 'Submit the timesheet', {
    made: ['priya', '10-01'],
    to: 'priya',
    due: '01-02',
    more: {
      repeat: 'FREQ=WEEKLY;BYDAY=FR',
      doneBefore: [
        { day: '2025-12-19', at: at('12-19 17:00') },
        { day: '2025-12-26', at: at('12-26 17:00') },
      ],
    },
  }),
  task(17, 'Water the plants', { made: ['tomas', '11-01'], to: 'tomas', due: '12-30', priority: 'low' }),
  task(18, 'Order business cards', { made: ['priya', '11-25'], to: 'ana', in: 1, done: '12-22' }),
  task(19, 'Design the logo', { made: ['priya', '10-10'], to: 'grace', in: 1, done: '11-28', labels: ['design'] }),
  task(20, 'Compare the landlords', { made: ['priya', '10-12'], to: 'sam', in: 2, done: '12-03' }),
  task(21, 'Call the accountant', { made: ['priya', '12-22'], to: 'priya', done: '12-29 18:00', labels: ['finance'] }),
  task(22, 'Back up the old site', { made: ['grace', '12-01'], to: 'grace', in: 1, done: '12-23' }),
  // Late in the evening there, the next day in UTC.
  task(23, 'Close the books of November', {
    made: ['ana', '12-01'],
    to: 'ana',
    done: '12-29 23:30',
    labels: ['finance'],
  }),
  task(24, 'Choose the paint', { made: ['sam', '12-10'], in: 2, done: '12-27' }),
  task(25, 'Old logo draft', { made: ['grace', '10-01'], more: { trashedAt: at('12-01') } }),
  rowOf(documentType, 1, {
    made: ['priya', '11-03'],
    changed: ['tomas', '12-29 09:15'],
    title: 'Budget 2026',
    parent: studioId('folder', 1),
    tags: ['finance'],
  }),
  rowOf(documentType, 2, {
    made: ['grace', '12-02'],
    changed: ['grace', '12-30 07:00'],
    title: 'Press kit',
    parent: undefined,
    tags: [],
  }),
  rowOf(documentType, 3, {
    made: ['sam', '12-05'],
    changed: ['sam', '12-12'],
    title: 'Floor plan notes',
    parent: studioId('folder', 1),
    tags: [],
  }),
  rowOf(documentType, 4, {
    made: ['priya', '12-15'],
    changed: ['priya', '12-28'],
    title: 'Lease questions',
    parent: studioId('folder', 2),
    tags: ['legal'],
  }),
  rowOf(documentType, 5, {
    made: ['priya', '12-22'],
    changed: ['priya', '12-22'],
    title: 'Minutes 22 December',
    parent: studioId('folder', 3),
    tags: [],
  }),
  rowOf(documentType, 6, {
    made: ['sam', '12-26'],
    changed: ['priya', '12-29'],
    title: 'Hiring plan',
    parent: studioId('folder', 1),
    tags: [],
  }),
  rowOf(ideaType, 1, { made: ['priya', '12-30 08:00'], text: 'Sell stickers at the launch', tags: ['customer'] }),
  rowOf(ideaType, 2, { made: ['sam', '11-14'], text: 'Annual pricing with a discount', tags: ['customer', 'finance'] }),
  rowOf(ideaType, 3, { made: ['ana', '11-30'], text: 'A podcast about moving offices', tags: [] }),
  rowOf(ideaType, 4, { made: ['priya', '08-20'], text: 'Garden on the roof', tags: [] }),
  rowOf(boardType, 1, { made: ['grace', '12-11'], changed: ['grace', '12-28'], title: 'Launch map' }),
  rowOf(boardType, 2, { made: ['tomas', '12-03'], changed: ['tomas', '12-11'], title: 'Office layout' }),
]

export const studio = new FixedRows(rows)

export function studioDirectory(): Directory {
  const people = Object.entries(names).map(([key, name]) => ({ name, principals: [by(key as Who)] }))
  return directoryOf(studio, { me: people[0]!, people })
}
