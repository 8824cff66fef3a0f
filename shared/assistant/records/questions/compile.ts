import type { FoundTime, Moment } from '../../../language/moment.ts'
import { type Directory } from '../directory.ts'
import { recordQuery, type RecordQuery } from '../query.ts'
import { todayOf } from '../zoned-days.ts'
import { chunksOf, namesOf } from './chunks.ts'
import { Unclear } from './draft.ts'
import { interpret } from './interpret.ts'
import { tokensOf } from './tokens.ts'

export type FindTimes = (text: string, moment: Moment) => readonly FoundTime[]

export interface QuestionContext {
  readonly moment: Moment
  readonly directory: Directory
  readonly findTimes: FindTimes
}

export type Compiled =
  | { readonly ok: true; readonly query: RecordQuery }
  /**
   * unknown: nothing is known of these words · unclear: each is known, but not what they mean here · not-recorded: what is asked is not
   * kept of such records; `sentences` say what.
   */
  | { readonly ok: false; readonly reason: 'unknown' | 'unclear'; readonly words: readonly string[] }
  | { readonly ok: false; readonly reason: 'not-recorded'; readonly sentences: readonly string[] }

const maxLength = 300

/**
 * A question in English → one query over records. Every word is accounted for, or it is refused: a list that answers half of a question
 * looks like an answer to all of it.
 */
export function compileQuestion(text: string, { moment, directory, findTimes }: QuestionContext): Compiled {
  if (text.length > maxLength) return { ok: false, reason: 'unclear', words: [] }
  const day = { today: todayOf(moment), weekStartsOn: moment.weekStartsOn }
  const found = findTimes(text, moment)
  const readFrom = readerFrom(text, { findTimes, moment })
  const chunks = chunksOf(tokensOf(text), { text, day, names: namesOf(directory), found, readFrom })
  const unknown = chunks.filter(({ kind }) => kind === 'unknown').map(({ words }) => words)
  if (unknown.length > 0) return { ok: false, reason: 'unknown', words: unknown }
  try {
    const parsed = recordQuery.safeParse(interpret(chunks, directory, day))
    if (parsed.success) return { ok: true, query: parsed.data }
    return { ok: false, reason: 'not-recorded', sentences: parsed.error.issues.map(({ message }) => message) }
  } catch (error) {
    if (error instanceof Unclear) return { ok: false, reason: 'unclear', words: error.words }
    throw error
  }
}

/** A time that the text from some place on begins with, by offsets of the whole text. */
export function readerFrom(text: string, { findTimes, moment }: Pick<QuestionContext, 'findTimes' | 'moment'>) {
  return (start: number): FoundTime | undefined => {
    const [first] = findTimes(text.slice(start), moment)
    return first?.start === 0 ? { ...first, start, end: start + first.end } : undefined
  }
}
