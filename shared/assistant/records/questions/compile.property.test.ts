import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTimes } from '../../../language/times.ts'
import { answer } from '../answer.ts'
import { recordQuery } from '../query.ts'
import { sentenceOf } from '../sentence.ts'
import { countedByHand, listedByHand } from '../testing/hand-written-sql.ts'
import { questions, withIds } from '../testing/questions.ts'
import { recordsInSql } from '../testing/records-in-sql-suite.ts'
import { seededDirectory, seededMoment, seededWorkspace } from '../testing/seeded-workspace.ts'
import { compileQuestion } from './compile.ts'

const rows = seededWorkspace()
const directory = seededDirectory(rows)
const context = { moment: seededMoment, directory, findTimes }
const asking = { ...seededMoment, who: directory }
const answered = questions.filter(([, expected]) => typeof expected !== 'string')

describe('a question', () => {
  it('is refused when one more word is in it that nothing is known of', () => {
    const plain = answered.map(([text]) => text).filter((text) => !/about|containing|"/.test(text))
    fc.assert(
      fc.property(
        fc.constantFrom(...plain),
        fc.nat(20),
        fc.constantFrom('gluten', 'Zoe', 'x7q', 'probably', 'without', '#nope'),
        (text, at, word) => {
          const words = text.split(' ')
          words.splice(Math.min(at, words.length), 0, word)
          expect(compileQuestion(words.join(' '), context).ok).toBe(false)
        },
      ),
      { numRuns: 250 },
    )
  }, 60_000)

  it('never throws, whatever is asked', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc
        .array(fc.constantFrom(...questions.flatMap(([text]) => text.split(' '))), { maxLength: 14 })
        .map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(anything, (text) => void compileQuestion(text, context)),
      { numRuns: 250 },
    )
  })

  it('means the same in any case and with an end or without', () => {
    for (const [text] of answered) {
      const plain = compileQuestion(text.replace(/\?$/, ''), context)
      expect(compileQuestion(`  ${text.replace(/\?$/, '').toUpperCase()} ?!`, context)).toEqual(plain)
    }
  })
})

describe('answers to questions', () => {
  it('are those of SQL, and most of them are not empty', () => {
    const sql = recordsInSql(rows, seededMoment)
    let full = 0
    for (const [text, expected] of answered) {
      const compiled = compileQuestion(text, context)
      if (!compiled.ok || typeof expected === 'string') throw new Error(`not understood: ${text}`)
      const query = recordQuery.parse(withIds(expected, directory))
      const ids = sql.idsOf(query)
      const { total, ids: given } = answer(rows, compiled.query, asking)
      expect({ text, total }).toEqual({ text, total: ids.length })
      if (query.measure === 'list' && query.limit === undefined && !query.without)
        expect([...given].sort()).toEqual([...new Set(ids)])
      if (ids.length > 0) full += 1
    }
    sql.close()
    expect(full / answered.length).toBeGreaterThan(0.6)
  })

  it('count a task that repeats each time it was done, and list it once', () => {
    const sql = recordsInSql(rows, seededMoment)
    const compiled = compileQuestion('how many tasks did we close in October, by person?', context)
    if (!compiled.ok) throw new Error('not understood')
    const { total, ids, groups } = answer(rows, compiled.query, seededMoment)
    const inOctober = `BETWEEN '2026-10-01' AND '2026-10-31'`
    const counted = sql.count(
      `SELECT coalesce(assignee, author) AS key, count(*) AS count FROM
         (SELECT assignee, author FROM record WHERE type = 'task' AND status = 'done' AND trashed = 0 AND completed ${inOctober}
          UNION ALL SELECT assignee, author FROM completion c JOIN record ON id = record WHERE trashed = 0 AND c.completed ${inOctober})
       GROUP BY 1 ORDER BY key IS NULL, count(*) DESC, key`,
    ) as { key: string | null; count: number }[]
    expect(groups?.map((group) => ({ key: group.key ?? null, count: group.total }))).toEqual(counted)
    expect(total).toBe(counted.reduce((sum, { count }) => sum + count, 0))
    expect(new Set(ids).size).toBe(ids.length)
    expect(total).toBeGreaterThan(ids.length)
    sql.close()
  })

  it.each(listedByHand)('are those of SQL by hand: %s', (text, where) => {
    const sql = recordsInSql(rows, seededMoment)
    const compiled = compileQuestion(text, context)
    if (!compiled.ok) throw new Error('not understood')
    expect([...answer(rows, compiled.query, seededMoment).ids].sort()).toEqual(sql.ids(where))
    sql.close()
  })

  it.each(countedByHand)('are figures of SQL by hand: %s', (text, select) => {
    const sql = recordsInSql(rows, seededMoment)
    const compiled = compileQuestion(text, context)
    if (!compiled.ok) throw new Error('not understood')
    const { total, groups = [] } = answer(rows, compiled.query, asking)
    const wanted = sql.count(select) as { key: string; count: number }[]
    const figures = compiled.query.groupBy
      ? groups.map(({ key = '?', total: count }) => ({ key, count }))
      : [{ key: '', count: total }]
    const byKey = (each: readonly { key: string; count: number }[]) => each.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    expect(byKey(figures)).toEqual(byKey(wanted))
    sql.close()
  })

  it('by hand are those of questions in the list, and most of them are not empty', () => {
    const sql = recordsInSql(rows, seededMoment)
    const known = new Set(answered.map(([text]) => text))
    const all = [...listedByHand, ...countedByHand]
    expect(all.filter(([text]) => !known.has(text))).toEqual([])
    const full = listedByHand.filter(([, where]) => sql.ids(where).length > 0)
    expect(full.length / listedByHand.length).toBeGreaterThan(0.8)
    sql.close()
  })
})

describe('what was asked', () => {
  it.each([
    [
      'which ideas about pricing have I not touched for a month?',
      'Ideas, about “pricing”, not changed since 19 Oct 2026 by anyone',
    ],
    [
      'how many tasks did we close in May, by person?',
      'Number of done tasks, done from 1 May 2026 to 31 May 2026, by person',
    ],
    ['my urgent tasks', 'Your open urgent tasks'],
    ['high-priority or urgent tasks of Ana', 'Open high-priority or urgent tasks of Ana Silva'],
    [
      'what did we close last quarter by project?',
      'Done tasks, done from 1 Jul 2026 to 30 Sep 2026, by project or folder',
    ],
    ['who has no open tasks this week?', 'People without open tasks, due from 16 Nov 2026 to 22 Nov 2026'],
    ['latest ideas', 'Ideas, date made latest first, at most 10'],
  ])('is said of: %s', (text, sentence) => {
    const compiled = compileQuestion(text, context)
    expect(compiled.ok && sentenceOf(compiled.query, directory)).toBe(sentence)
  })
})
