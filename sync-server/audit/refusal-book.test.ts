import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { openRefusalBook, type RefusalBook } from './refusal-book.ts'

const note = (timeMs: number) =>
  ({ action: 'access.refused', actor: 'user:eve' as PrincipalId, object: 'x', outcome: 'refused', timeMs }) as const
const times = (body: unknown) => (body as { times?: number } | undefined)?.times ?? 1
const startMs = 1_000_000

function hearMany(
  book: RefusalBook,
  key: string,
  { count, fromMs, everyMs }: Record<'count' | 'fromMs' | 'everyMs', number>,
) {
  return Array.from({ length: count }, (_, index) => book.hear(key, note(fromMs + index * everyMs))).filter(
    (each) => each,
  )
}

describe('refused attempts', () => {
  it('are noted one by one in a burst, and after it once a minute with their number', () => {
    const book = openRefusalBook()
    const heard = hearMany(book, 'control a', { count: 20 + 610, fromMs: startMs, everyMs: 100 })
    expect(heard).toHaveLength(21)
    expect(times(heard[20]?.body)).toBe(600)
    const [due, ...others] = book.due(startMs + 122_000)
    expect(others).toEqual([])
    expect(times(due?.note.body)).toBe(10)
    expect(book.due(startMs + 500_000)).toEqual([])
  })

  it('of somebody else, or of another kind, are not held up by them', () => {
    const book = openRefusalBook()
    hearMany(book, 'control a eve', { count: 100, fromMs: startMs, everyMs: 1 })
    expect(book.hear('control b eve', note(startMs + 200))).toBeDefined()
    expect(book.hear('control a bob', note(startMs + 200))).toBeDefined()
  })

  it('of thousands of callers fill no disk: so many a minute, and the rest is counted', () => {
    const book = openRefusalBook()
    let noted = 0
    for (let index = 0; index < 20_000; index += 1) if (book.hear(`control a ${index}`, note(startMs))) noted += 1
    expect(noted).toBe(300)
    const due = book.due(startMs + 60_000)
    expect(due.length).toBeLessThanOrEqual(5_001)
    expect(due.reduce((sum, each) => sum + times(each.note.body), 0)).toBe(20_000 - 300)
    expect(due.find(({ key }) => key === 'control *')).toBeDefined()
  })

  it('are all in the log in the end, whoever came when', () => {
    const attempts = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100_000 })), {
      maxLength: 400,
    })
    fc.assert(
      fc.property(attempts, (heard) => {
        const book = openRefusalBook()
        let nowMs = startMs
        let noted = 0
        for (const [who, laterMs] of heard) {
          nowMs += laterMs
          const found = book.hear(`control a ${who}`, note(nowMs))
          if (found) noted += times(found.body)
          if (laterMs % 7 === 0) for (const each of book.due(nowMs)) noted += times(each.note.body)
        }
        for (const each of book.due(nowMs, true)) noted += times(each.note.body)
        expect(noted).toBe(heard.length)
      }),
    )
  })
})
