import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { type AskedOutward, readOutward } from '#shared/rooms/asked-outward.ts'
import type { ChangeFacts, Line, Sitting } from '#shared/rooms/activity/index.ts'
import type { Envelope } from '#server/storage/activity-store.ts'
import { agencyOf, decisionsIn } from './activity-acceptances.ts'
import type { FactsPlace, FactsReader } from './activity-facts.ts'

/** What reached beyond the workspace: who was let in, to what, and what they had there before. */
export interface OutwardLine extends Line {
  readonly outward: Outward
}

export interface Outward extends Pick<AskedOutward, 'thing' | 'whom' | 'may'> {
  readonly before: { readonly bits: string; readonly canShare: boolean }
}

export interface OutwardAsked {
  /** `thing` undefined: the workspace itself. */
  isOutwardShown(proposal: ReplicaId, thing: ReplicaId | undefined): boolean
}

/**
 * What agents had proposed beyond the workspace and a person has done by a click, told by the proposals that say so. They are private: nobody else is
 * told. What was proposed is read in the change with which the proposal began, since its record can be written by whoever owns it.
 */
export async function outwardLines(
  readFacts: FactsReader,
  place: FactsPlace,
  envelopes: readonly Envelope[],
  { isOutwardShown }: OutwardAsked,
): Promise<readonly OutwardLine[]> {
  const lines: OutwardLine[] = []
  for (const { decision, facts, begin } of await decisionsIn(readFacts, place, envelopes)) {
    if (facts.wrote !== '') continue
    const [first] = await readFacts(place, [{ replica: decision.replica, seqs: [begin.seq] }])
    const asked = first && askedIn(first)
    if (!asked || !isOutwardShown(decision.replica, asked.thing)) continue
    lines.push(lineOf({ decision, begin, asked, before: beforeIn(facts.before) }))
  }
  return lines
}

function askedIn({ fields: { command, input, effect } }: ChangeFacts): AskedOutward | undefined {
  if (effect !== 'outward' || typeof command !== 'string') return undefined
  return readOutward(command, parsed(input))
}

interface Done {
  readonly decision: Envelope
  readonly begin: Envelope
  readonly asked: AskedOutward
  readonly before: Outward['before']
}

function lineOf({ decision, begin, asked, before }: Done): OutwardLine {
  const { seq, replica, author, timeMs } = decision
  const { thing, whom, may } = asked
  const act = thing ? 'shared' : 'invited'
  const type = thing ? typeOf(thing) : 'workspace'
  const agency = { ...agencyOf(begin), acceptedBy: author, acceptedAt: timeMs }
  const changes = [{ seq, replica, isFirst: false, author, timeMs, agency }]
  const sitting: Sitting = { replica: thing ?? replica, author, agency, changes }
  return {
    id: `${seq}-${seq}-${act}-${type}`,
    act,
    type,
    fields: [],
    deeds: [{ act, fields: [], sitting }],
    fromSeq: seq,
    toSeq: seq,
    from: timeMs,
    to: timeMs,
    outward: { thing, whom, may, before },
  }
}

const nothing = { bits: '---', canShare: false } as const

/** As the device of whoever clicked has noted it; without a note nothing was there. */
function beforeIn(noted: unknown): Outward['before'] {
  const { bits, canShare } = (parsed(noted) ?? {}) as { readonly bits?: unknown; readonly canShare?: unknown }
  if (typeof bits !== 'string' || !/^[r-][w-][x-]$/.test(bits)) return nothing
  return { bits, canShare: canShare === true }
}

function parsed(json: unknown): unknown {
  try {
    return typeof json === 'string' && json !== '' ? JSON.parse(json) : undefined
  } catch {
    return undefined
  }
}
