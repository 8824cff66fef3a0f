import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import { findTimes } from '../../language/times.ts'
import type { Row } from '../../rooms/room.ts'
import { answer } from './answer.ts'
import { directoryOf } from './directory.ts'
import { compileQuestion } from './questions/compile.ts'
import { FixedRows } from './testing/seeded-workspace.ts'

/** Tasks done at these moments, each written with the offset that the clocks had there and then. */
function doneAt(times: readonly string[]): FixedRows {
  return new FixedRows(
    times.map((time, index): Row => {
      const completedAt = Date.parse(time)
      const by = 'user:una' as PrincipalId
      const value = { title: time, notes: '', status: 'done', priority: 'normal', labels: [], checklist: {} }
      return {
        id: `task_${String(index).padStart(26, '0')}` as ReplicaId,
        type: 'task',
        value: { ...value, createdAt: 0, createdBy: by, completedAt },
        changedAt: completedAt,
        changedBy: by,
      }
    }),
  )
}

interface Asked {
  readonly now: string
  readonly timeZone: string
  readonly weekStartsOn: Moment['weekStartsOn']
}

function counter(rows: FixedRows, { now, ...where }: Asked): (text: string) => number {
  const moment = { nowMs: Date.parse(now), ...where }
  const me = { name: 'Una', principals: ['user:una' as PrincipalId] }
  const directory = directoryOf(rows, { me, people: [me] })
  return (text) => {
    const compiled = compileQuestion(text, { moment, directory, findTimes })
    if (!compiled.ok) throw new Error(`not understood: ${text}`)
    return answer(rows, compiled.query, moment).total
  }
}

const clocksGoForward = doneAt([
  '2026-03-07T23:50:00-05:00',
  '2026-03-08T00:10:00-05:00',
  '2026-03-08T01:59:00-05:00',
  '2026-03-08T03:00:00-04:00',
  '2026-03-08T23:50:00-04:00',
  '2026-03-09T00:10:00-04:00',
])
const clocksGoBack = doneAt([
  '2025-10-25T23:50:00+01:00',
  '2025-10-26T00:10:00+01:00',
  '2025-10-26T01:30:00+01:00',
  '2025-10-26T01:30:00+00:00',
  '2025-10-26T23:50:00+00:00',
  '2025-10-27T00:10:00+00:00',
])
const yearEnds = doneAt([
  '2024-12-31T23:59:00+13:00',
  '2025-01-01T00:01:00+13:00',
  '2025-12-28T12:00:00+13:00',
  '2025-12-31T23:59:00+13:00',
  '2026-01-01T00:01:00+13:00',
  '2026-01-02T09:00:00+13:00',
])

describe('days are those of the wall', () => {
  const forward = { now: '2026-03-09T12:00:00-04:00', timeZone: 'America/New_York' } as const
  const back = { now: '2025-10-27T12:00:00Z', timeZone: 'Europe/London' } as const
  const years = { now: '2026-01-02T10:00:00+13:00', timeZone: 'Pacific/Auckland' } as const

  it.each([
    ['tasks done yesterday', 4, 4],
    ['tasks done today', 1, 1],
    ['tasks done on Saturday', 1, 1],
    ['tasks done this week', 5, 1],
    ['tasks done last week', 1, 5],
    ['how many tasks did I finish in the last 2 days', 6, 6],
    ['tasks done since yesterday', 5, 5],
    ['tasks done in March', 6, 6],
    ['tasks done on 3/8', 4, 4],
  ])('when clocks go forward: %s', (text, fromSunday, fromMonday) => {
    expect(counter(clocksGoForward, { ...forward, weekStartsOn: 0 })(text)).toBe(fromSunday)
    expect(counter(clocksGoForward, { ...forward, weekStartsOn: 1 })(text)).toBe(fromMonday)
  })

  it.each([
    ['tasks done yesterday', 4, 4],
    ['tasks done today', 1, 1],
    ['tasks done this week', 5, 1],
    ['tasks done last week', 1, 5],
    ['tasks done before yesterday', 1, 1],
    ['tasks done in October', 6, 6],
    ['what did I get done this month', 6, 6],
  ])('when clocks go back: %s', (text, fromSunday, fromMonday) => {
    expect(counter(clocksGoBack, { ...back, weekStartsOn: 0 })(text)).toBe(fromSunday)
    expect(counter(clocksGoBack, { ...back, weekStartsOn: 1 })(text)).toBe(fromMonday)
  })

  it.each([
    ['tasks done today', 1, 1],
    ['tasks done yesterday', 1, 1],
    ['tasks done this year', 2, 2],
    ['tasks done last year', 3, 3],
    ['tasks done in 2024', 1, 1],
    ['tasks done this month', 2, 2],
    ['tasks done last month', 2, 2],
    ['tasks done this week', 4, 3],
    ['tasks done last week', 0, 1],
    ['tasks done in Q4 2025', 2, 2],
    ['tasks done this quarter', 2, 2],
    ['tasks done since Christmas', 4, 4],
    ['tasks done on new year', 1, 1],
  ])('when a year ends: %s', (text, fromSunday, fromMonday) => {
    expect(counter(yearEnds, { ...years, weekStartsOn: 0 })(text)).toBe(fromSunday)
    expect(counter(yearEnds, { ...years, weekStartsOn: 1 })(text)).toBe(fromMonday)
  })
})
