import { expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { type ChangeFacts, deedsOf, linesOf, type LoggedChange, sittingsOf } from './index.ts'

const minutes = 60_000
const [ana, ben] = ['user:ana' as PrincipalId, 'user:ben' as PrincipalId]
const facts = (fields: ChangeFacts['fields'], hasContent = false): ChangeFacts => ({ fields, hasContent })

type Given = Partial<LoggedChange> & { readonly at: number; readonly wrote: ChangeFacts }

/** Changes in the order in which they were made, told as lines: `created task a,b 0-2`. */
function told(given: readonly Given[]): readonly string[] {
  const changes = given.map(
    ({ at, wrote: _wrote, ...rest }, index): LoggedChange => ({
      seq: index + 1,
      replica: 'task_a' as ReplicaId,
      isFirst: false,
      author: ana,
      timeMs: at * minutes,
      ...rest,
    }),
  )
  const wroteIn = (change: LoggedChange) => (given[change.seq - 1] as Given).wrote
  const deeds = sittingsOf(changes.toReversed()).flatMap((sitting) =>
    deedsOf(
      sitting,
      sitting.changes.map((change) => ({ changes: [change], facts: wroteIn(change) })),
    ),
  )
  return linesOf(deeds).map(({ act, type, deeds: own, from, to, fields }) => {
    const things = [...new Set(own.map(({ sitting }) => sitting.replica.split('_')[1]))].toReversed()
    return [act, type, things.join(','), `${from / minutes}-${to / minutes}`, ...fields].join(' ')
  })
}

const text = facts({}, true)
const document = 'document_d' as ReplicaId

it('a sitting ends with a pause, after an hour, and with another person', () => {
  const typed = (at: number, author = ana): Given => ({ at, author, replica: document, wrote: text })
  expect(told([typed(0), typed(5), typed(12), typed(30), typed(31, ben), typed(33)])).toEqual([
    'changed document d 30-33 content',
    'changed document d 31-31 content',
    'changed document d 0-12 content',
  ])
  expect(told([0, 9, 18, 27, 36, 45, 54, 63, 72].map((at) => typed(at)))).toEqual([
    'changed document d 18-72 content',
    'changed document d 0-9 content',
  ])
})

it('what was done to several things in one go is one line; texts that a person wrote in are one each', () => {
  const made = (id: string, at: number): Given => ({
    at,
    replica: id as ReplicaId,
    isFirst: true,
    wrote: facts({ title: id }),
  })
  expect(told([made('task_a', 0), made('task_b', 1), made('idea_c', 2), made('task_d', 30)])).toEqual([
    'created task d 30-30',
    'created idea c 2-2',
    'created task a,b 0-1',
  ])
  const typed = (id: string, at: number): Given => ({ at, replica: id as ReplicaId, wrote: text })
  expect(told([typed('document_a', 0), typed('document_b', 1)])).toHaveLength(2)
})

it('what belongs to making a thing, or to moving it about in a list, is not told beside it', () => {
  expect(
    told([
      { at: 0, isFirst: true, wrote: facts({ title: '', createdAt: 1, status: 'todo' }) },
      { at: 1, wrote: facts({ title: 'Paint' }) },
      { at: 2, wrote: facts({ position: 'z' }) },
    ]),
  ).toEqual(['created task a 0-1'])
})

it('names what became of a thing, also when it was made and thrown away at one sitting', () => {
  expect(
    told([
      { at: 0, isFirst: true, wrote: facts({ title: 'Paint' }) },
      { at: 1, wrote: facts({ status: 'done', completedAt: 5 }) },
      { at: 2, wrote: facts({ status: 'todo', completedAt: null }) },
      { at: 3, wrote: facts({ trashedAt: 7 }) },
    ]),
  ).toEqual(['trashed task a 3-3', 'reopened task a 2-2', 'completed task a 1-1', 'created task a 0-0'])
  expect(told([{ at: 0, wrote: facts({ trashedAt: null }) }])).toEqual(['restored task a 0-0'])
  expect(told([{ at: 0, wrote: facts({ occurrences: true, dueDate: '2026-01-01' }) }])).toEqual([
    'completed task a 0-0',
    'changed task a 0-0 dueDate',
  ])
  expect(told([{ at: 0, wrote: facts({ parent: 'folder_x', position: 'a' }) }])).toEqual(['moved task a 0-0'])
  expect(told([{ at: 0, wrote: facts({ title: 'Other' }) }])).toEqual(['renamed task a 0-0'])
  expect(told([{ at: 0, wrote: facts({ title: 'Other', labels: true }) }])).toEqual(['changed task a 0-0 labels title'])
})
