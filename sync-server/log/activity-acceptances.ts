import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { Agency, ChangeFacts, LoggedChange } from '#shared/rooms/activity/index.ts'
import { proposalType, writtenBy } from '#shared/rooms/assistant/index.ts'
import type { Envelope } from '#server/storage/activity-store.ts'
import type { FactsPlace, FactsReader } from './activity-facts.ts'

/** What agents had to do with changes, by seq: they made them, or somebody accepted their proposal. */
export async function toldOf(
  readFacts: FactsReader,
  place: FactsPlace,
  envelopes: readonly Envelope[],
): Promise<readonly LoggedChange[]> {
  const accepted = await acceptedChanges(readFacts, place, envelopes)
  return envelopes.map(({ seq, replica, isFirst, author, timeMs, ...by }): LoggedChange => {
    const change = { seq, replica, isFirst, author, timeMs }
    const acceptance = accepted.get(seq)
    if (acceptance) return { ...change, agency: acceptance.agency, decidedIn: acceptance.decidedIn }
    return by.agentRun === '' ? change : { ...change, agency: agencyOf({ author, ...by }) }
  })
}

interface Acceptance {
  readonly agency: Agency
  readonly decidedIn: number
}

/** That somebody accepted what an agent proposes. */
export interface Decision {
  readonly decision: Envelope
  readonly facts: ChangeFacts['fields']
  /** The change with which the proposal began. */
  readonly begin: Envelope
}

/**
 * What was accepted, newest first. Who proposed it for whom is not the record's word, which its owner could change, but that of the change with which
 * it began.
 */
export async function decisionsIn(
  readFacts: FactsReader,
  place: FactsPlace,
  envelopes: readonly Envelope[],
): Promise<readonly Decision[]> {
  // An agent accepts nothing, so what it writes of a proposal is no decision.
  const all = envelopes.filter(({ replica, agentRun }) => typeOf(replica) === proposalType.name && !agentRun)
  const read = await readFacts(
    place,
    all.map(({ seq, replica }) => ({ replica, seqs: [seq] })),
  )
  const decisions: Decision[] = []
  for (const [at, decision] of all.entries()) {
    const facts = read[at]?.fields
    if (facts?.state !== 'accepted' || typeof facts.wrote !== 'string') continue
    const begin = await place.store.firstEnvelope(place.workspace, decision.replica)
    if (begin?.agentRun) decisions.push({ decision, facts, begin })
  }
  return decisions
}

/** A proposal says when it is accepted how many changes of which things come of it. Those were written by the same device right before. */
async function acceptedChanges(
  readFacts: FactsReader,
  place: FactsPlace,
  envelopes: readonly Envelope[],
): Promise<ReadonlyMap<number, Acceptance>> {
  const accepted = new Map<number, Acceptance>()
  for (const { decision, facts, begin } of await decisionsIn(readFacts, place, envelopes)) {
    const { decidedAt, wrote } = facts
    const acceptedAt = typeof decidedAt === 'number' ? decidedAt : decision.timeMs
    const agency = { ...agencyOf(begin), acceptedBy: decision.author, acceptedAt }
    for (const seq of changesBefore(envelopes, decision, writtenBy(String(wrote))))
      accepted.set(seq, { agency, decidedIn: decision.seq })
  }
  return accepted
}

export function agencyOf({
  author,
  agentRun,
  onBehalfOf,
}: Pick<Envelope, 'author' | 'agentRun' | 'onBehalfOf'>): Agency {
  return { agent: author, requester: onBehalfOf || author, job: agentRun.split('/', 1)[0] ?? '' }
}

/** Of the same writer, without another one of theirs in between. */
function changesBefore(
  envelopes: readonly Envelope[],
  { seq: end, writer }: Envelope,
  wrote: ReadonlyMap<ReplicaId, number>,
): readonly number[] {
  const left = new Map(wrote)
  const found: number[] = []
  for (const { seq, replica, writer: by } of envelopes) {
    if (seq >= end || by !== writer) continue
    const count = left.get(replica) ?? 0
    if (count === 0) break
    left.set(replica, count - 1)
    found.push(seq)
  }
  return found
}
