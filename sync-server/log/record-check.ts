import { hash } from 'node:crypto'
import { changeBounds, type ChunkBounds } from '#shared/crdt/automerge/change-bounds.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { ReplicaPlace } from './actor-book.ts'
import { boundsPorts, usesOfChunks } from './actor-uses.ts'
import type { ChangeCheck, Verdict, Writer } from './change-check.ts'
import { folderOf, liesInFolders } from './moves.ts'
import type { ActorUse, ReplicaActors } from './replica-actors.ts'
import type { CheckPorts } from './update-check.ts'
import { TrialQueue } from './trial-queue.ts'
import type { ChunkTrial } from './worker/try-chunks.ts'
import type { JobRefusal } from './worker/worker-pool.ts'

/**
 * Automerge changes. After bounds and names they are applied in a worker to what the log holds: the library checks too little by itself for
 * anybody else to be the first.
 */
export function openRecordCheck(ports: CheckPorts): ChangeCheck {
  const trials = new RecordTrials(ports)
  return (change, writer) => {
    const chunks = changeBounds(change.bytes, boundsPorts)
    if (!chunks.ok) return chunks
    const place: ReplicaPlace = { workspace: writer.workspace, replica: change.replica, kind: 'automerge' }
    const brought = { place, bytes: change.bytes, chunks: chunks.value, uses: usesOfChunks(chunks.value), writer }
    return ports.book.inTurn(place, (actors, store) => trials.judge(brought, actors, store))
  }
}

interface Brought {
  readonly place: ReplicaPlace
  readonly bytes: Uint8Array
  readonly chunks: readonly ChunkBounds[]
  readonly uses: readonly ActorUse[]
  readonly writer: Writer
}

interface Found {
  readonly finding: 'sound' | 'known' | RefusalCode
  /** What it says of its folder afterwards. */
  readonly place?: string
}

/** What the worker has at hand of a replica, and what it has that the log has not yet. */
interface State {
  version: number
  readonly underway: Set<Uint8Array>
}

class RecordTrials {
  readonly #ports: CheckPorts
  /** As long as the book keeps the replica. */
  readonly #states = new WeakMap<ReplicaActors, State>()
  readonly #queue: TrialQueue
  #lastVersion = 0

  constructor(ports: CheckPorts) {
    this.#ports = ports
    this.#queue = new TrialQueue(ports.pool)
  }

  async judge(brought: Brought, actors: ReplicaActors, store: LogStore): Promise<Verdict> {
    const { uses, writer, bytes } = brought
    const judgement = actors.judge({ uses, writer })
    if (judgement === 'actor-taken' || judgement === 'missing-changes') return refused(judgement)
    if (!this.#ports.rates.mayTry(writer)) return refused('too-many')
    const state = this.#stateOf(actors)
    const { finding, place } = await this.#find(brought, state, store)
    if (finding !== 'sound' && finding !== 'known') return refused(finding)
    // Another change under a number that is there already, which the library has not noticed.
    if (judgement === 'overlaps' && finding === 'sound' && !isDocument(brought)) return refused('actor-taken')
    const moved = await this.#move(brought, { place, isNew: actors.isEmpty })
    if (!moved.ok) {
      state.version = unknownVersion
      return moved
    }
    const move = moved.value
    const reserved = actors.reserve(uses, writer)
    state.underway.add(bytes)
    const isRepeat = judgement === 'overlaps'
    return done({
      isRepeat,
      move,
      // A document says nothing of the changes that it is made of.
      isNews: !isRepeat && finding === 'sound' && !isDocument(brought),
      settle: (isStored) => {
        state.underway.delete(bytes)
        if (!isStored) state.version = unknownVersion
        reserved.settle(isStored)
        move?.settle(isStored)
      },
    })
  }

  async #move(
    { place: { workspace, replica }, writer }: Brought,
    { place, isNew }: { place: string | undefined; isNew: boolean },
  ) {
    if (!liesInFolders(replica)) return done(undefined)
    const { principal } = writer
    return this.#ports.moves.judge({ workspace, replica, principal, isNew, to: folderOf(place) })
  }

  #stateOf(actors: ReplicaActors): State {
    const known = this.#states.get(actors)
    if (known) return known
    const state = { version: actors.actors.size === 0 ? 0 : unknownVersion, underway: new Set<Uint8Array>() }
    this.#states.set(actors, state)
    return state
  }

  async #find(brought: Brought, state: State, store: LogStore): Promise<Found> {
    const nextVersion = (this.#lastVersion += 1)
    const trial = { ...trialOf(brought), version: state.version, nextVersion }
    let found = state.version === unknownVersion ? undefined : await this.#queue.run(trial)
    if (!found?.ok || found.value.finding === 'unknown-state') {
      // The worker has been replaced, or needed the room, or has died of this.
      if (found && !found.ok) return this.#lost(state, brought, found.reason)
      const { workspace, replica } = brought.place
      const chunks = (await store.ofReplica(workspace, replica))?.chunks ?? []
      found = await this.#queue.run({ ...trial, stored: [...chunks, ...state.underway] })
    }
    if (!found.ok) return this.#lost(state, brought, found.reason)
    const { finding, place } = found.value
    if (finding === 'unknown-state') throw new Error('bug: the worker was told what the state is made of')
    if (finding === 'malformed') this.#ports.rates.strike(brought.writer, 1)
    state.version = finding === 'sound' || finding === 'known' ? nextVersion : unknownVersion
    return { finding, ...(place !== undefined && { place }) }
  }

  #lost(state: State, { bytes, writer }: Brought, reason: JobRefusal): Found {
    state.version = unknownVersion
    return { finding: this.#ports.refusals.codeFor(reason, bytes, writer) }
  }
}

const unknownVersion = -1

function trialOf({ place, bytes, chunks }: Brought): Omit<ChunkTrial, 'version' | 'nextVersion'> {
  const changes = chunks.flatMap((chunk) => (chunk.kind === 'change' ? [chunk] : []))
  return {
    key: place.workspace + place.replica,
    bytes,
    liesInFolders: liesInFolders(place.replica),
    changes: changes.map(({ start, end, startOp, operations }) => ({
      hash: hash('sha256', bytes.subarray(start + 8, end)),
      startOp,
      operations,
    })),
    hasDocuments: changes.length < chunks.length,
  }
}

function isDocument({ chunks }: Brought): boolean {
  return chunks.some(({ kind }) => kind === 'document')
}
