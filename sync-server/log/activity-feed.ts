import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { ActivityQuery } from '#shared/protocol/rest-activity.ts'
import {
  type ChangeFacts,
  deedsOf,
  type Line,
  linesOf,
  type LoggedChange,
  type Sitting,
  sittingsOf,
} from '#shared/rooms/activity/index.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { Envelope } from '#server/storage/activity-store.ts'
import { toldOf } from './activity-acceptances.ts'
import type { FactsPlace, FactsReader } from './activity-facts.ts'
import { type OutwardAsked, type OutwardLine, outwardLines } from './activity-outward.ts'

/** Seqs that one look into the log is about. */
const windowSeqs = 2_000
/** So many windows are read for a page at most; where little in them is for this reader, the page is short and says that there is more. */
const maxWindows = 10
/** After this long nothing belongs to the same sitting any more. */
const longestMs = 60 * 60_000

export interface FeedQuestion
  extends Pick<ActivityQuery, 'limit' | 'before' | 'since' | 'by' | 'assistant'>,
    OutwardAsked {
  /** Nothing else is ever looked at, so what is hidden leaves no trace, no gap and no number. */
  isShown(replica: ReplicaId): boolean
}

export type FeedLine = Line & Partial<Pick<OutwardLine, 'outward'>>

export interface FeedPage {
  readonly lines: readonly FeedLine[]
  readonly next: string | undefined
}

/**
 * What happened, newest first, from the log's envelopes. A page begins anew at the place where the last line that goes beyond its end began, so
 * sittings that reach over the edge of a page are known and are not told twice: `before` is "lines that end before this seq, read from that seq on".
 */
export async function readFeed(readFacts: FactsReader, place: FactsPlace, asked: FeedQuestion): Promise<FeedPage> {
  const [end, start] = placeOf(asked.before)
  let envelopes: readonly Envelope[] = []
  let before = start
  let all: readonly FeedLine[] = []
  let lines: readonly FeedLine[] = []
  let isDone = false
  for (let window = 0; window < maxWindows && !isDone; window += 1) {
    const more = await place.store.envelopes(place.workspace, { before, max: windowSeqs })
    envelopes = [...envelopes, ...more]
    // Dense: whatever is not there has left the history window.
    before = (more.at(-1)?.seq ?? 1) as number
    isDone = more.length === 0 || before <= 1 || isPast(asked, more.at(-1))
    all = await linesIn({ readFacts, place }, envelopes, asked)
    lines = all.filter(({ toSeq }) => toSeq < end)
    isDone ||= lines.length > asked.limit && isWhole(lines[asked.limit - 1], more.at(-1))
    // Others are served between two windows.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const shown = lines.filter(({ to }) => to >= (asked.since ?? 0))
  const page = shown.slice(0, asked.limit)
  if (isDone && page.length === shown.length) return { lines: page, next: undefined }
  const last = page.length < shown.length ? page.at(-1) : lines.at(-1)
  return { lines: page, next: nextOf(all, last?.toSeq ?? before) }
}

function placeOf(before: string | undefined): readonly [end: number, start: number] {
  const [end = Number.MAX_SAFE_INTEGER, start = Number.MAX_SAFE_INTEGER] = before?.split('.').map(Number) ?? []
  return [end, start]
}

/** Also lines of earlier pages may reach beyond the end of this one. */
function nextOf(lines: readonly Line[], end: number): string {
  const reaching = lines.filter(({ fromSeq, toSeq }) => fromSeq < end && toSeq >= end).map(({ toSeq }) => toSeq)
  return `${end}.${Math.max(end, ...reaching) + 1}`
}

/** Nothing older can belong to what was asked for. */
function isPast({ since }: FeedQuestion, oldest: Envelope | undefined): boolean {
  return since !== undefined && oldest !== undefined && oldest.timeMs < since - longestMs
}

function isWhole(line: Line | undefined, oldest: Envelope | undefined): boolean {
  return line !== undefined && oldest !== undefined && oldest.timeMs < line.from - longestMs
}

interface Reading {
  readonly readFacts: FactsReader
  readonly place: FactsPlace
}

/** The lines of a stretch of the log, as far as they are for this reader. */
export async function linesIn(
  { readFacts, place }: Reading,
  envelopes: readonly Envelope[],
  asked: Pick<FeedQuestion, 'isShown' | 'isOutwardShown' | 'by' | 'assistant'>,
): Promise<readonly FeedLine[]> {
  const told = await toldOf(readFacts, place, envelopes)
  const isShown = (change: LoggedChange) => asked.isShown(change.replica) && (change.agency || isForPeople(change))
  const sittings = sittingsOf(told.filter((change) => isShown(change) && isAskedFor(change, asked)))
  const stretches = sittings.map(partsOf)
  const facts = await readFacts(
    place,
    stretches.flatMap((parts) => parts.map((part) => ({ replica: part[0].replica, seqs: part.map(({ seq }) => seq) }))),
  )
  let at = 0
  const deeds = sittings.flatMap((sitting, index) => {
    const parts = stretches[index]?.map((changes) => ({ changes, facts: facts[at++] as ChangeFacts }))
    return deedsOf(sitting, parts ?? [])
  })
  const outward = await outwardLines(readFacts, place, envelopes, asked)
  const asOfAgents = outward.filter(({ deeds: [deed] }) =>
    deed?.sitting.changes.every((each) => isAskedFor(each, asked)),
  )
  return asOfAgents.length === 0
    ? linesOf(deeds)
    : [...linesOf(deeds), ...asOfAgents].toSorted((a, b) => b.toSeq - a.toSeq)
}

type Part = readonly [LoggedChange, ...LoggedChange[]]

/** More changes of one record at one sitting than people make. */
const maxSingle = 500

/** Each change of a record may be an act; a text changes with every letter. */
function partsOf({ replica, changes }: Sitting): readonly Part[] {
  const isText = typeOfReplica(replica)?.kind === 'yjs'
  if (isText || changes.length > maxSingle) return [changes as unknown as Part]
  return changes.map((change): Part => [change])
}

function isAskedFor({ author, agency }: LoggedChange, { by, assistant }: Pick<FeedQuestion, 'by' | 'assistant'>) {
  if (assistant && !agency) return false
  return by === undefined || author === by || agency?.requester === by || agency?.agent === by
}

/** What people work with; proposals and conversations are told by what comes of them. */
const told = new Set(['document', 'folder', 'idea', 'task', 'project', 'board'])
/** Of agents everything is told, so that everything can be taken back. */
const toldOfAgents = new Set(['context', 'version'])

export function isTold(replica: ReplicaId): boolean {
  return told.has(typeOf(replica)) || toldOfAgents.has(typeOf(replica))
}

function isForPeople({ replica }: LoggedChange): boolean {
  return told.has(typeOf(replica))
}
