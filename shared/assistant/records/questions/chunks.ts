import type { FoundTime } from '../../../language/moment.ts'
import type { ReplicaId } from '../../../kit/ids.ts'
import { addDays } from '../../../rooms/tasks/index.ts'
import { addMonths } from '../zoned-days.ts'
import type { Directory, KnownPerson } from '../directory.ts'
import { wordsOf } from '../matcher.ts'
import { lexicon, type Meaning } from './lexicon.ts'
import { timeAt, type TimeWords, type Today } from './periods.ts'
import { isAt, type Token } from './tokens.ts'

/** Some words of a question with what they say. */
export type Chunk = { readonly words: string } & (
  | Meaning
  | { readonly kind: 'time'; readonly time: TimeWords }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'person'; readonly person: KnownPerson }
  | { readonly kind: 'place'; readonly places: readonly ReplicaId[] }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'unknown' }
)

export interface ChunkContext {
  readonly text: string
  readonly names: readonly Name[]
  readonly day: Today
  /** Times that a reader of times in general has found, for those that are not known here. */
  readonly found: readonly FoundTime[]
  /** The same from some place on: "since Christmas" has been read as one. */
  readonly readFrom: (start: number) => FoundTime | undefined
}

export interface Name {
  readonly words: readonly string[]
  readonly chunk:
    | { readonly kind: 'person'; readonly person: KnownPerson }
    | { readonly kind: 'place'; readonly places: readonly ReplicaId[] }
    | { readonly kind: 'label'; readonly label: string }
}

/** Longest first. A first name is enough where only one has it. */
export function namesOf({ me, people, projects, folders, labels }: Directory): readonly Name[] {
  const others = people.filter(({ principals }) => !principals.some((each) => me.principals.includes(each)))
  const all = [me, ...others]
  const firstNames = all.map(({ name }) => wordsOf(name)[0])
  const names: Name[] = all.flatMap((person, index) => {
    const chunk = { kind: 'person', person } as const
    const isOnlyOne =
      wordsOf(person.name).length > 1 && firstNames.filter((each) => each === firstNames[index]).length === 1
    return [
      { words: wordsOf(person.name), chunk },
      ...(isOnlyOne ? [{ words: wordsOf(person.name).slice(0, 1), chunk }] : []),
    ]
  })
  const places = new Map<string, ReplicaId[]>()
  for (const { id, title } of [...projects, ...folders]) {
    const key = wordsOf(title).join(' ')
    places.set(key, [...(places.get(key) ?? []), id])
  }
  for (const [key, ids] of places) names.push({ words: key.split(' '), chunk: { kind: 'place', places: ids } })
  for (const label of labels) names.push({ words: wordsOf(label), chunk: { kind: 'label', label } })
  return names
    .filter(({ words }) => words.length > 0 && words[0] !== '')
    .sort((a, b) => b.words.length - a.words.length)
}

/** Cuts a question into chunks: every word is in one of them, what nothing is known of in `unknown` ones. */
export function chunksOf(tokens: readonly Token[], context: ChunkContext): readonly Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < tokens.length; ) {
    const last = chunks.at(-1)
    const isAbout = last?.kind === 'preposition' && last.preposition === 'about'
    const { chunk, length } =
      (isAbout ? textAt(tokens, at, context) : undefined) ?? chunkAt(tokens, at, { context, last })
    chunks.push({ ...chunk, words: wordsFrom(tokens.slice(at, at + length), context) })
    at += length
  }
  return chunks
}

type Bare = Chunk extends infer Each ? (Each extends Chunk ? Omit<Each, 'words'> : never) : never
interface Cut {
  readonly chunk: Bare
  readonly length: number
}

function chunkAt(
  tokens: readonly Token[],
  at: number,
  { context, last }: { context: ChunkContext; last: Chunk | undefined },
): Cut {
  const time = timeAt(tokens, at, context.day)
  const phrase = lexicon.get(tokens[at]?.word ?? '')?.find(({ words }) => isAt(tokens, at, words))
  const name = nameAt(tokens, at, { names: context.names, last })
  if (time && time.length >= (phrase?.words.length ?? 0)) return { chunk: { kind: 'time', time }, length: time.length }
  if (name && name.length >= (phrase?.words.length ?? 0)) return name
  const found = foundAt(tokens, at, context)
  // "new year" and "the 5th" are times, whatever "new" and "the" may be; "in 3 days" has its own rules.
  const isLess = phrase && (phrase.meaning.kind === 'verb' || tokens[at]?.word === 'the')
  if (found && (!phrase || (isLess && found.length > phrase.words.length))) return found
  if (phrase) return { chunk: phrase.meaning, length: phrase.words.length }
  return quoted(tokens, at) ?? numberAt(tokens[at]) ?? { chunk: { kind: 'unknown' }, length: 1 }
}

/** One name can stand for a place and for a label: the word before it decides, else it is a question of its own. */
function nameAt(
  tokens: readonly Token[],
  at: number,
  { names, last }: { names: readonly Name[]; last: Chunk | undefined },
): Cut | undefined {
  const hash = /^#(.+)$/.exec(tokens[at]?.word ?? '')
  if (hash) {
    const label = names.find(
      ({ words, chunk }) => chunk.kind === 'label' && words.join('-') === hash[1]?.replaceAll('_', '-'),
    )
    return label && { chunk: label.chunk, length: 1 }
  }
  const fitting = names.filter(({ words, chunk }) => isAt(tokens, at, words) || isOwned(tokens, at, { words, chunk }))
  const longest = fitting.filter(({ words }) => words.length === fitting[0]?.words.length)
  const meant = meantAfter(last, longest)
  return meant.length === 1 && meant[0] ? { chunk: meant[0].chunk, length: meant[0].words.length } : undefined
}

/** Behind "tagged" it is a label and nothing else; behind "in" a place, where one is called so. */
function meantAfter(last: Chunk | undefined, names: readonly Name[]): readonly Name[] {
  const of = (kind: Name['chunk']['kind']) => names.filter(({ chunk }) => chunk.kind === kind)
  if (last?.kind === 'relation' && last.relation === 'in' && of('place').length > 0) return of('place')
  if (last?.kind !== 'preposition') return names
  return last.preposition === 'label' || last.preposition === 'place' ? of(last.preposition) : names
}

/** "anas tasks": the apostrophe is the first thing that is left out. */
function isOwned(tokens: readonly Token[], at: number, { words, chunk }: Name): boolean {
  return chunk.kind === 'person' && words.length === 1 && tokens[at]?.word === `${words[0]}s` && at + 1 < tokens.length
}

const quotes = ['"', '“', '”']

function quoted(tokens: readonly Token[], at: number): Cut | undefined {
  if (!quotes.includes(tokens[at]?.word ?? '')) return undefined
  const end = tokens.findIndex(({ word }, index) => index > at && quotes.includes(word))
  const texts = tokens.slice(at + 1, end).map(({ word }) => word)
  return end > at + 1 ? { chunk: { kind: 'text', texts }, length: end - at + 1 } : undefined
}

const hollow = new Set(['the', 'a', 'an', 'our', 'my', 'and'])

/** After `about`: up to the first words that are known to say something else. */
function textAt(tokens: readonly Token[], at: number, context: ChunkContext): Cut | undefined {
  let end = at
  while (end < tokens.length && isSubject(tokens, end, context)) end += 1
  while (end > at && hollow.has(tokens[end - 1]?.word ?? '')) end -= 1
  const texts = tokens
    .slice(at, end)
    .map(({ word }) => word)
    .filter((word) => !hollow.has(word))
  return texts.length > 0 ? { chunk: { kind: 'text', texts }, length: end - at } : undefined
}

function isSubject(tokens: readonly Token[], at: number, { day }: ChunkContext): boolean {
  const { word } = tokens[at] as Token
  if (hollow.has(word)) return true
  return !quotes.includes(word) && !word.startsWith('#') && !lexicon.has(word) && !timeAt(tokens, at, day)
}

const smallNumbers = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

function numberAt(token: Token | undefined): Cut | undefined {
  if (!token) return undefined
  const value = /^\d{1,3}$/.test(token.word) ? Number(token.word) : smallNumbers.indexOf(token.word) + 2
  return value >= 2 || token.word === '1' || token.word === '0'
    ? { chunk: { kind: 'number', value }, length: 1 }
    : undefined
}

/** Days that were found elsewhere; times of day are nothing that records are asked by. */
function foundAt(tokens: readonly Token[], at: number, { found, text, day, readFrom }: ChunkContext): Cut | undefined {
  const start = tokens[at]?.start ?? 0
  const time = found.find((each) => each.start === start) ?? readFrom(start)
  if (!time?.from || time.from.time !== undefined) return undefined
  const end = tokens.findLastIndex((token) => token.end <= time.end)
  const until =
    time.kind === 'span' ? time.until?.date : time.kind === 'moment' ? addDays(time.from.date, 1) : undefined
  if (until === undefined || end < at || tokens[end]?.end !== time.end) return undefined
  const span = { from: time.from.date, until }
  const past = comesEachYear(text.slice(start, time.end)) && span.from > day.today ? yearBefore(span) : span
  const length = end - at + 1
  return { chunk: { kind: 'time', time: { period: { past, future: span }, length } }, length }
}

/** `12/20`, `Christmas`: the one before, where something is past. */
function comesEachYear(words: string): boolean {
  return /^\d{1,2}[/.-]\d{1,2}\.?$|^(?:christmas|xmas|new year|easter|thanksgiving|halloween)/i.test(words)
}

function yearBefore({ from, until }: { readonly from: string; readonly until: string }) {
  return { from: addMonths(from, -12), until: addMonths(until, -12) }
}

function wordsFrom(tokens: readonly Token[], { text }: ChunkContext): string {
  return text.slice(tokens[0]?.start, tokens.at(-1)?.end)
}
