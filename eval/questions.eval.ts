import { isDeepStrictEqual } from 'node:util'
import { findTimes } from '#shared/language/times.ts'
import { answer } from '#shared/assistant/records/answer.ts'
import { recordQuery } from '#shared/assistant/records/query.ts'
import { compileQuestion } from '#shared/assistant/records/questions/compile.ts'
import { listedByHand } from '#shared/assistant/records/testing/hand-written-sql.ts'
import { questions, withIds } from '#shared/assistant/records/testing/questions.ts'
import { recordsInSql } from '#shared/assistant/records/testing/records-in-sql-suite.ts'
import { seededDirectory, seededMoment, seededWorkspace } from '#shared/assistant/records/testing/seeded-workspace.ts'
import type { Figure } from './support/figure.ts'

export const name = 'Questions over records (our own questions on a seeded workspace, answers beside SQL)'

/** The questions were all written before the first run, which had 198 of 204 right; since then they guard what works. */
export function run(): readonly Figure[] {
  const rows = seededWorkspace()
  const directory = seededDirectory(rows)
  const context = { moment: seededMoment, directory, findTimes }
  const sql = recordsInSql(rows, seededMoment)
  const [tally, slowest] = [{ asked: 0, right: 0, sameAsSql: 0, toRefuse: 0, refused: 0 }, { ms: 0 }]
  for (const [text, expected] of questions) {
    const start = performance.now()
    const compiled = compileQuestion(text, context)
    const total = compiled.ok ? answer(rows, compiled.query, { ...seededMoment, who: directory }).total : -1
    slowest.ms = Math.max(slowest.ms, performance.now() - start)
    if (typeof expected === 'string') {
      tally.toRefuse += 1
      if (!compiled.ok) tally.refused += 1
      else if (process.env.NEXUS_EVAL_SHOW) console.log(`  answered: ${text}`)
      continue
    }
    const query = recordQuery.parse(withIds(expected, directory))
    tally.asked += 1
    if (compiled.ok && isDeepStrictEqual(compiled.query, query)) tally.right += 1
    else if (process.env.NEXUS_EVAL_SHOW) console.log(`  other query: ${text}`)
    if (total === sql.idsOf(query).length) tally.sameAsSql += 1
  }
  const byHand = listedByHand.filter(([text, where]) => {
    const compiled = compileQuestion(text, context)
    return compiled.ok && isDeepStrictEqual(answer(rows, compiled.query, seededMoment).ids.toSorted(), sql.ids(where))
  })
  sql.close()
  return [
    {
      what: `questions that became the expected query (${tally.asked})`,
      value: tally.right / tally.asked,
      floor: 0.97,
    },
    {
      what: `lists that are those of SQL by hand (${listedByHand.length})`,
      value: byHand.length / listedByHand.length,
      floor: 1,
    },
    { what: 'answers as many as those of SQL made of the query', value: tally.sameAsSql / tally.asked, floor: 0.97 },
    {
      what: `questions that were rightly refused (${tally.toRefuse})`,
      value: tally.refused / tally.toRefuse,
      floor: 1,
    },
    { what: 'milliseconds for the slowest', value: slowest.ms },
  ]
}
