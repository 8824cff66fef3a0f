import type { EngineContext } from './engine.ts'
import { answer } from '../records/answer.ts'
import { sentenceOf } from '../records/sentence.ts'
import { compileFollowUp } from '../records/questions/follow-up.ts'
import type { Reply } from './reply.ts'

const longest = 80

/** "And next week?", "only the urgent ones", "by person": the question before, with one thing changed. */
export function readFollowUp(
  words: string,
  { rows, directory, moment, findTimes, earlier }: EngineContext,
): Reply | undefined {
  const before = words.length > longest ? undefined : earlier?.().find(({ kind }) => kind === 'answer')
  if (before?.kind !== 'answer') return undefined
  const query = compileFollowUp(words, before.answer.query, { directory, moment, findTimes })
  return (
    query && {
      kind: 'answer',
      sentence: sentenceOf(query, directory),
      answer: answer(rows, query, { ...moment, who: directory }),
    }
  )
}
