import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { findTimes } from '../../language/times.ts'
import type { Row } from '../../rooms/room.ts'
import { FixedRows, seededMe, seededMoment, seededWorkspace } from '../records/testing/seeded-workspace.ts'
import { askedSince } from './asked-since.ts'
import { lastHere, pauseMs, seenAt, type Visit } from './last-here.ts'
import { remember, type Remembered } from './remembered.ts'
import { deeds, since } from './since.ts'

const hourMs = 3_600_000
const { nowMs } = seededMoment
const fromMs = nowMs - 24 * hourMs
const mira = 'user:mira' as PrincipalId
const ana = 'user:ana' as PrincipalId
const bob = 'user:bob' as PrincipalId
const me = [mira]
const asked = { me, name: 'Mira Novak', moment: seededMoment, fromMs }
const taskId = (id: number) => `task_${String(id).padStart(26, '0')}` as ReplicaId

interface Made {
  readonly by?: PrincipalId
  readonly agoMs?: number
  readonly [field: string]: unknown
}

/** Made by Ana long ago, and changed by her an hour ago. */
function task(id: number, { by = ana, agoMs = hourMs, ...value }: Made = {}): Row {
  const plain = { title: `Task ${id}`, notes: '', status: 'todo', priority: 'normal', labels: [], checklist: {} }
  const made = { createdAt: fromMs - 100 * hourMs, createdBy: ana }
  return {
    id: taskId(id),
    type: 'task',
    changedAt: nowMs - agoMs,
    changedBy: by,
    value: { ...plain, ...made, ...value },
  }
}
function idea(id: number, text: string): Row {
  const value = { text, tags: [], pinned: false, createdAt: nowMs - hourMs, createdBy: ana }
  const replica = `idea_${String(id).padStart(26, '0')}` as ReplicaId
  return { id: replica, type: 'idea', changedAt: nowMs - hourMs, changedBy: ana, value }
}
const told = (rows: readonly Row[], more: object = {}) => since(new FixedRows(rows), { ...asked, ...more })
const kindsOf = (rows: readonly Row[], more: object = {}) =>
  told(rows, more).items.map(({ id, deed, reasons }) => [id, deed, ...reasons.map(({ kind }) => kind)])

describe('what happened since', () => {
  it('is what others changed, by what the latest change came to', () => {
    const rows = [
      task(1),
      task(2, { createdAt: nowMs - 2 * hourMs }),
      task(3, { status: 'done', completedAt: nowMs - 3 * hourMs }),
      task(4, { trashedAt: nowMs - hourMs }),
      task(5, { trashedAt: nowMs - hourMs, createdAt: nowMs - 2 * hourMs }),
      task(6, { agoMs: 30 * hourMs }),
      task(7, { by: mira }),
    ]
    expect(kindsOf(rows)).toEqual([
      [taskId(1), 'changed'],
      [taskId(2), 'made'],
      [taskId(3), 'done'],
      [taskId(4), 'trashed'],
    ])
    expect(told(rows).people).toMatchObject([
      { who: ana, isMe: false, total: 4, ids: { made: [taskId(2)], done: [taskId(3)], changed: [taskId(1)] } },
      { who: mira, isMe: true, total: 1 },
    ])
    expect(told(rows).concerning).toBe(0)
  })

  it('is made by who made it, and of one’s own it is what others did to it', () => {
    const createdAt = nowMs - 2 * hourMs
    const rows = [
      task(1, { createdAt, createdBy: mira }),
      task(2, { createdAt, by: bob }),
      task(3, { createdAt, by: mira }),
      task(4, { createdAt, createdBy: mira, by: mira }),
    ]
    expect(told(rows).items.map(({ id, deed, by }) => [id, deed, by])).toEqual([
      [taskId(1), 'changed', ana],
      [taskId(2), 'made', ana],
    ])
    expect(told(rows).people).toMatchObject([
      { who: ana, ids: { made: [taskId(2)], changed: [taskId(1)] } },
      { who: mira, ids: { made: [taskId(4)], changed: [taskId(3)] } },
    ])
  })

  it('says why something concerns the person, the most pressing first', () => {
    const rows = [
      task(1, { createdBy: mira }),
      task(2, { createdAt: nowMs - hourMs, assignee: mira, dueDate: '2026-12-01' }),
      task(3, { assignee: mira, status: 'done', completedAt: nowMs - hourMs }),
      task(4, { notes: 'Ask @mira first' }),
      task(5, { by: mira, agoMs: 99 * hourMs, assignee: mira, dueDate: '2026-11-18' }),
      task(6),
      idea(7, 'Decision: we go with the blue one.'),
    ]
    expect(kindsOf(rows).map(([id, ...why]) => [String(id).at(-1), ...why])).toEqual([
      ['2', 'made', 'given'],
      ['4', 'changed', 'names-you'],
      ['5', undefined, 'fell-due'],
      ['3', 'done', 'done'],
      ['7', 'made', 'decided'],
      ['1', 'changed', 'yours'],
      ['6', 'changed'],
    ])
    expect(told(rows).concerning).toBe(6)
  })

  it('names a person by the whole name or after an @, and nobody else who is called alike', () => {
    const names = (text: string) => told([idea(1, text)]).items[0]?.reasons.map(({ kind }) => kind)
    expect(names('Talked to Mira Novak about it')).toEqual(['names-you'])
    expect(names('mail to @novak')).toEqual(['names-you'])
    for (const text of ['Mira likes it', 'Mira Novakova', '@miranda', 'a mirage']) expect(names(text), text).toEqual([])
    expect(told([idea(1, 'anything @all')], { name: '' }).items[0]?.reasons).toEqual([])
  })

  it('knows of moved dates and of what was given where the device remembers, and only of the time since', () => {
    const before = new FixedRows([task(1, { assignee: mira, dueDate: '2026-11-20' }), task(2, { assignee: mira })])
    const now = [
      task(1, { assignee: mira, dueDate: '2026-11-27' }),
      task(2, { assignee: mira }),
      task(3, { assignee: mira }),
    ]
    const remembered = remember(before, me, fromMs)
    expect(told(now, { remembered })).toMatchObject({
      remembers: true,
      items: [
        { id: taskId(3), reasons: [{ kind: 'given' }] },
        { id: taskId(1), reasons: [{ kind: 'moved', from: '2026-11-20', to: '2026-11-27' }] },
        { id: taskId(2), reasons: [{ kind: 'yours' }] },
      ],
    })
    for (const older of [undefined, { ...remembered, atMs: fromMs - 1 } satisfies Remembered]) {
      const { items, remembers } = told(now, { remembered: older })
      expect(remembers).toBe(false)
      expect(items.flatMap(({ reasons }) => reasons)).toEqual([{ kind: 'yours' }, { kind: 'yours' }, { kind: 'yours' }])
    }
  })

  it('counts each thing once, and what is counted can be listed, whatever the order of the rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4_000 }), (seed, hours) => {
        const rows = seededWorkspace({ seed, size: 120 })
        const params = { ...asked, me: seededMe, fromMs: nowMs - hours * hourMs }
        const all = since(rows, params)
        expect(since(new FixedRows(rows.all.toReversed()), params)).toEqual(all)
        const counted = all.people.flatMap(({ ids }) => deeds.flatMap((deed) => ids[deed]))
        expect(new Set(counted).size).toBe(counted.length)
        expect(all.people.reduce((sum, { total }) => sum + total, 0)).toBe(counted.length)
        const others = all.people.filter(({ isMe }) => !isMe).flatMap(({ ids }) => deeds.flatMap((deed) => ids[deed]))
        const news = all.items.filter(({ deed }) => deed !== undefined)
        expect(news.map(({ id }) => id).toSorted()).toEqual(others.toSorted())
        expect(all.items.slice(0, all.concerning).every(({ reasons }) => reasons.length > 0)).toBe(true)
        expect(all.items.slice(all.concerning).every(({ reasons }) => reasons.length === 0)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

describe('when somebody was here before', () => {
  const own = (...agoHours: number[]) =>
    new FixedRows(agoHours.map((hours, at) => task(at, { by: mira, agoMs: hours * hourMs })))
  const last = (rows: FixedRows, visit?: Visit) => {
    const ms = lastHere(rows, { me, nowMs, visit })
    return ms === undefined ? undefined : (nowMs - ms) / hourMs
  }

  it('is told by the device, after a pause of eight hours', () => {
    const first = seenAt(undefined, 0)
    const on = seenAt(first, pauseMs - 1)
    expect(on).toEqual({ lastMs: pauseMs - 1, sinceMs: 0 })
    const back = seenAt({ ...on, isDismissed: true }, 2 * pauseMs)
    expect(back).toEqual({ lastMs: 2 * pauseMs, sinceMs: 2 * pauseMs, beforeMs: pauseMs - 1 })
    expect(seenAt(back, 0)).toEqual(back)
  })

  it('is told by own changes, made on whatever device', () => {
    expect(last(own())).toBeUndefined()
    expect(last(own(1, 2))).toBeUndefined()
    expect(last(own(1, 6, 20, 21))).toBe(20)
    expect(last(own(9))).toBe(9)
  })

  it('is the later of the two; this stretch may have begun on another device', () => {
    const visit = { lastMs: nowMs, sinceMs: nowMs, beforeMs: nowMs - 40 * hourMs }
    expect(last(own(), visit)).toBe(40)
    expect(last(own(20), visit)).toBe(20)
    expect(last(own(1), visit)).toBe(40)
    expect(last(own(1, 20), visit)).toBe(20)
    expect(last(new FixedRows([task(1, { by: bob, agoMs: 20 * hourMs })]), visit)).toBe(40)
  })
})

describe('the words', () => {
  const at = (text: string) => {
    const found = askedSince(text, { moment: seededMoment, findTimes })
    return found === undefined || found === 'last' ? found : new Date(found.fromMs).toISOString().slice(0, 16)
  }
  it.each([
    'what did i miss',
    'did i miss anything',
    'catch me up',
    'please bring me up to date',
    'what happened since i was away',
    'what happened while i was away',
    "what's happened since i was last here",
    'summarise since i was away',
    'summarize what happened while i was gone',
    'what changed since my last visit',
    'what is new since i left',
  ])('%s', (text) => expect(at(text)).toBe('last'))

  // Thursday, 19 November 2026, 15:30 in Vienna.
  it.each([
    ['what happened since yesterday', '2026-11-17T23:00'],
    ['what did i miss since monday', '2026-11-15T23:00'],
    ['summarise since monday', '2026-11-15T23:00'],
    ['what happened in the last 3 days', '2026-11-15T23:00'],
    ['what is new since 12 november', '2026-11-11T23:00'],
    ['what happened since 9 am', '2026-11-19T08:00'],
    ['catch me up since 6 pm', '2026-11-18T17:00'],
  ])('%s', (text, from) => expect(at(text)).toBe(from))

  it.each([
    'summarise this page',
    'summarise my week in a poem',
    'what is new',
    'what happened',
    'what happened since the flood',
    'what did i miss about the budget',
    'what changed since monday',
    'what happened since tomorrow',
    'what happened this week',
  ])('not meant: %s', (text) => expect(at(text)).toBeUndefined())
})
