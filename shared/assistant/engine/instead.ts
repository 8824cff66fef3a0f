import { lexicon } from '../records/questions/lexicon.ts'
import { tokensOf } from '../records/questions/tokens.ts'
import { compileQuestion, type QuestionContext } from '../records/questions/compile.ts'
import { namesLike } from '../records/questions/spelling.ts'
import { sentenceOf } from '../records/sentence.ts'
import type { EngineContext } from './engine.ts'
import type { Instead } from './reply.ts'

const asks =
  /^(?:what|which|who|whose|when|where|why|how|is|are|am|do|does|did|was|were|has|have|any|show|list|find|tell|give|can|tasks|ideas|documents)\b/i
const noWish =
  /^(?:percentage|percent|ratio|average|median|only|just|except|without|sort|filter|group|undo|delete|remove|move|mark|set|assign|rename|share|make|drop|bump|archive|change|restore|cancel|tag|label|untag|repeating|recurring|checklist)\b/i
const leastWords = 2

/** What could be asked in the place of words that were not understood: each is a question or an order that will be. */
export function insteadOf(words: string, unknown: readonly string[], context: EngineContext): readonly Instead[] {
  const { directory, moment, findTimes } = context
  const asked: QuestionContext = { directory, moment, findTimes }
  const both = eachWish(words)
  if (both.length > 0) return both
  const found = [...spelled(words, unknown, asked), ...shortened(words, unknown, asked)]
  if (found.length > 0) return found
  const count = words.split(' ').length
  const [first] = tokensOf(words)
  const isWish =
    first !== undefined &&
    !lexicon.has(first.word) &&
    !first.word.startsWith('wh') &&
    !noWish.test(words) &&
    !words.endsWith('?')
  return isWish && count >= leastWords && count <= 20 ? [{ text: `add task ${words}` }] : []
}

const orders =
  /^(?:add|remind|complete|finish|mark|move|assign|create|make|delete|share|set|show|what|who|how|which|list)\b/i

/** "Show my tasks and complete the plan": one after the other. */
function eachWish(words: string): readonly Instead[] {
  const parts = words.split(/,? (?:and then|and also|and|then) (?=\S)/i).map((part) => part.trim())
  return parts.length === 2 && parts.every((part) => orders.test(part)) ? parts.map((text) => ({ text })) : []
}

/** "Tasks in Lanch": perhaps Launch. */
function spelled(words: string, unknown: readonly string[], context: QuestionContext): readonly Instead[] {
  const { people, projects, folders, labels } = context.directory
  const names = [...people.map(({ name }) => name), ...[...projects, ...folders].map(({ title }) => title), ...labels]
  const mended = namesLike(words, unknown, names)
  return mended && compileQuestion(mended.text, context).ok ? [{ text: mended.text }] : []
}

/** Records are asked by days. */
const partOfToday = /\b(?:tonight|this (?:morning|afternoon|evening))\b/i

/** The same without the words that are not known, said as what it asks for, so that nobody takes it for the whole. */
function shortened(words: string, unknown: readonly string[], context: QuestionContext): readonly Instead[] {
  if (unknown.length === 0 || !asks.test(words)) return []
  const text = unknown
    .reduce((rest, word) => withoutWord(rest, word), words.replace(partOfToday, 'today'))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[?!.,])/g, '')
    .trim()
  const compiled = compileQuestion(text, context)
  const isOfSomething = compiled.ok && Object.keys(compiled.query.where).length > 0
  return isOfSomething ? [{ text, sentence: sentenceOf(compiled.query, context.directory) }] : []
}

/** Its article goes with it. */
function withoutWord(text: string, word: string): string {
  const at = text.indexOf(word)
  return at < 0 ? text : `${text.slice(0, at).replace(/\b(?:the|an?)\s+$/i, '')} ${text.slice(at + word.length)}`
}
