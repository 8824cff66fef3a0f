import type { Items } from '../../crdt/fields.ts'
import { read } from '../room.ts'

const maxQuestions = 40
const maxLetters = 60_000

/**
 * Another question begins another record, so that none becomes so large that each word in it takes long to load, to send and to show. As
 * many as a model is told of are in it and the one before together.
 */
export function isFull(items: Items): boolean {
  const questions = Object.values(items)
  const letters = questions.reduce(
    (sum, item) => sum + read.text(item, 'text').length + read.text(item, 'answer').length,
    0,
  )
  return questions.length >= maxQuestions || letters >= maxLetters
}
