import type { RecordDate } from '../query.ts'
import type { Chunk } from './chunks.ts'
import { unclear } from './draft.ts'
import type { Today } from './periods.ts'

/** Words that mean something only beside others, which may be apart: "what *did* we *do*", "*overdue or due* today". All else as it was. */
export function together(all: readonly Chunk[], { today }: Today): readonly Chunk[] {
  refuseLateThen(all, today)
  const telling = withDeeds(all).filter(({ kind }) => kind !== 'filler' && kind !== 'head')
  return withLateToo(
    telling.filter((_, at) => !isBeforePlate(telling, at)),
    today,
  )
}

/** The "on" of "on Ana's plate", which is no day. */
function isBeforePlate(chunks: readonly Chunk[], at: number): boolean {
  const [on, who, own, what] = chunks.slice(at, at + 4)
  return (
    isOn(on) &&
    who?.kind === 'person' &&
    own?.kind === 'preposition' &&
    says(what, /^(?:plate|agenda|calendar|diary)$/i)
  )
}

function says(chunk: Chunk | undefined, words: RegExp): boolean {
  return chunk !== undefined && words.test(chunk.words)
}

/** "What did Ana do" is about what is done, "what has Ana been doing this week" about what she changed. */
function withDeeds(all: readonly Chunk[]): readonly Chunk[] {
  const isTimed = all.some(({ kind }) => kind === 'time')
  const verb = ({ words }: Chunk, date: RecordDate): Chunk => ({ kind: 'verb', date, words })
  return all.map((chunk, at) => {
    const isDeed = says(chunk, /^do$/i) ? isAfterDid(all, at) : isWhoDid(all, at)
    if (isDeed) return verb(chunk, 'completed')
    // "Ideas I had last month".
    if (says(chunk, /^had$/i) && isTimed && all.some((each) => each.kind === 'type' && each.types.includes('idea')))
      return verb(chunk, 'created')
    const isGoingOn = isTimed && says(chunk, /^(?:doing|working on|up to)$/i) && says(all[at - 1], /^been$/i)
    return isGoingOn ? verb(chunk, 'changed') : chunk
  })
}

/** "Who did what", "who did the most". */
function isWhoDid(all: readonly Chunk[], at: number): boolean {
  const next = all[at + 1]
  const isMuch = next?.kind === 'most' || next?.kind === 'fewest' || next?.kind === 'without' || next?.kind === 'head'
  return says(all[at], /^did$/i) && all[at - 1]?.kind === 'group' && isMuch
}

const doers: readonly Chunk['kind'][] = ['me', 'us', 'person', 'and', 'filler']

function isAfterDid(all: readonly Chunk[], at: number): boolean {
  const before = all.slice(0, at)
  const did = before.findLastIndex((chunk) => says(chunk, /^did$/i))
  return did >= 0 && before.slice(did + 1).every(({ kind }) => doers.includes(kind))
}

/** "How many were overdue last month?": rows know what is overdue, not what was. */
function refuseLateThen(all: readonly Chunk[], today: string): void {
  const late = all.findIndex(({ kind }) => kind === 'overdue')
  const before = all.slice(0, Math.max(0, late))
  const wasAt = before.findLastIndex((chunk) => says(chunk, /^(?:was|were)$/i))
  const isThen = wasAt >= 0 && before.slice(wasAt).every(({ kind }) => kind !== 'verb' && kind !== 'and')
  const isPast = ({ kind, time }: Chunk & { kind: 'time' }) =>
    kind === 'time' && (!('period' in time) || time.period.past.until <= today)
  if (isThen && all.some((chunk) => chunk.kind === 'time' && isPast(chunk))) unclear(all[late]!)
}

/** "Overdue or due today": all that is due up to then. Where days lie between, they are not asked for, and it is left as it is. */
function withLateToo(chunks: readonly Chunk[], today: string): readonly Chunk[] {
  const late = chunks.findIndex(({ kind }) => kind === 'overdue')
  const due = late < 0 ? undefined : (dueBehind(chunks, late) ?? dueBefore(chunks, late))
  if (!due || !('period' in due.time.time)) return chunks
  const { from, until } = due.time.time.period.future
  const isToday = from <= today && until > today
  if (!isToday || (due.joint.kind === 'and' && from !== today)) return chunks
  const rest = chunks.flatMap((chunk, at): readonly Chunk[] => {
    if (at < due.from || at >= due.until) return [chunk]
    return chunk.kind === 'type' ? [chunk] : []
  })
  const words = due.time.words
  return [
    ...rest,
    { kind: 'verb', date: 'due', words },
    { kind: 'relation', relation: 'until', words },
    { ...due.time, words },
  ]
}

interface Due {
  readonly joint: Chunk
  readonly time: Chunk & { kind: 'time' }
  /** Which chunks say it, with those that say that it is overdue. */
  readonly from: number
  readonly until: number
}

/** "Overdue tasks and tasks due today". */
function dueBehind(chunks: readonly Chunk[], late: number): Due | undefined {
  let at = late + 1
  if (chunks[at]?.kind === 'type') at += 1
  const joint = chunks[at]
  if (joint?.kind !== 'or' && joint?.kind !== 'and') return undefined
  at += 1
  if (chunks[at]?.kind === 'type') at += 1
  if (isDue(chunks[at])) at += 1
  if (isOn(chunks[at])) at += 1
  const time = chunks[at]
  return time?.kind === 'time' ? { joint, time, from: late, until: at + 1 } : undefined
}

/** "Due today or overdue". */
function dueBefore(chunks: readonly Chunk[], late: number): Due | undefined {
  const [time, joint] = [chunks[late - 2], chunks[late - 1]]
  if (time?.kind !== 'time' || (joint?.kind !== 'or' && joint?.kind !== 'and')) return undefined
  let from = late - 2
  if (isOn(chunks[from - 1])) from -= 1
  if (isDue(chunks[from - 1])) from -= 1
  return { joint, time, from, until: late + 1 }
}

function isDue(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'verb' && chunk.date === 'due'
}

function isOn(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'relation' && (chunk.relation === 'in' || chunk.relation === 'for')
}
