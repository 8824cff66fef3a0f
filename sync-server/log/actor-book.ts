import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import { actorOfBytes, bytesOfActor, firstNumber, usesIn } from './actor-uses.ts'
import { liesInFolders } from './moves.ts'
import { PlaceChain } from './place-chain.ts'
import { type ActorKey, type ActorOwner, type KnownActor, ReplicaActors } from './replica-actors.ts'
import type { RestoredLately } from './restored.ts'

export interface ReplicaPlace {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
}

export type LogStoreOf = (workspace: WorkspaceId) => Promise<LogStore>

/**
 * Yjs and Automerge name writers by ids that the bytes themselves claim, and break when two write under one. So an id belongs to the
 * principal and device that used it first in a replica. Kept for the replicas that are being written to, and rebuilt for others from
 * the log: how far an actor has come is in the bytes, whose it is in the table of actors or, before that was written, in the authors of the changes.
 */
export interface ActorBook {
  /** At once, when the replica is at hand and nobody waits for a turn with it. */
  ready(place: ReplicaPlace): ReplicaActors | undefined
  /** One after another for each replica. What the function is given holds until it is done. */
  inTurn<Result>(place: ReplicaPlace, act: (actors: ReplicaActors, store: LogStore) => Promise<Result>): Promise<Result>
  /** Writes down who owns what. */
  close(): Promise<void>
}

/** Names of some hundred bytes each. */
const defaultMaxActors = 200_000
const saveAfterMs = 2_000

export interface ActorBookPorts {
  readonly storeOf: LogStoreOf
  readonly restoredLately: RestoredLately
  readonly maxActors?: number
}

export function openActorBook(ports: ActorBookPorts): ActorBook {
  return new Book(ports)
}

interface Entry {
  readonly place: ReplicaPlace
  actors: ReplicaActors | undefined
  /** The last turn that was asked for; undefined: nobody has one. */
  turn: Promise<unknown> | undefined
  /** Since room was last made. */
  isUsed: boolean
}

class Book implements ActorBook {
  readonly #ports: ActorBookPorts
  readonly #maxActors: number
  readonly #workspaces = new Map<WorkspaceId, Map<ReplicaId, Entry>>()
  /** In the order in which room is made. */
  readonly #entries = new Set<Entry>()
  readonly #unsaved = new Set<Entry>()
  #timer: NodeJS.Timeout | undefined
  #size = 0

  constructor(ports: ActorBookPorts) {
    this.#ports = ports
    this.#maxActors = ports.maxActors ?? defaultMaxActors
  }

  ready(place: ReplicaPlace): ReplicaActors | undefined {
    const entry = this.#workspaces.get(place.workspace)?.get(place.replica)
    if (!entry?.actors || entry.turn || entry.actors.isStale) return undefined
    entry.isUsed = true
    return entry.actors
  }

  inTurn<Result>(
    place: ReplicaPlace,
    act: (actors: ReplicaActors, store: LogStore) => Promise<Result>,
  ): Promise<Result> {
    const entry = this.#touch(place)
    const turn = (entry.turn ?? Promise.resolve()).then(async () => {
      const store = await this.#ports.storeOf(place.workspace)
      return act(await this.#actorsOf(entry, store), store)
    })
    const settled: Promise<unknown> = turn.catch(tellNobody).then(() => {
      if (entry.turn === settled) entry.turn = undefined
      this.#evict()
    })
    entry.turn = settled
    return turn
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#save()
  }

  #touch(place: ReplicaPlace): Entry {
    const { workspace, replica } = place
    const replicas = this.#workspaces.get(workspace) ?? new Map<ReplicaId, Entry>()
    this.#workspaces.set(workspace, replicas)
    const entry = replicas.get(replica) ?? { place, actors: undefined, turn: undefined, isUsed: true }
    replicas.set(replica, entry)
    this.#entries.add(entry)
    entry.isUsed = true
    return entry
  }

  async #actorsOf(entry: Entry, store: LogStore): Promise<ReplicaActors> {
    if (entry.actors && !entry.actors.isStale) return entry.actors
    this.#size -= entry.actors?.actors.size ?? 0
    const { kind, replica } = entry.place
    const chain = kind === 'yjs' && liesInFolders(replica) ? new PlaceChain() : undefined
    const actors = await loadActors(store, entry.place, chain)
    this.#size += actors.size
    entry.actors = new ReplicaActors(actors, {
      first: firstNumber(kind),
      chain,
      isRestoring: await this.#ports.restoredLately(entry.place.workspace),
      told: () => this.#settled(entry),
    })
    return entry.actors
  }

  #settled(entry: Entry): void {
    if (!entry.actors?.hasClaims) return
    this.#unsaved.add(entry)
    this.#timer ??= setTimeout(() => void this.#save(), saveAfterMs).unref()
  }

  /** A claim that can not be written down now is found again in the authors of the changes. */
  async #save(): Promise<void> {
    this.#timer = undefined
    const entries = [...this.#unsaved]
    this.#unsaved.clear()
    for (const [workspace, group] of Map.groupBy(entries, ({ place }) => place.workspace)) {
      const claims = group.flatMap(claimsOf)
      this.#size += claims.length
      await this.#ports
        .storeOf(workspace)
        .then((store) => store.saveActors(workspace, claims))
        .catch(tellNobody)
    }
    this.#evict()
  }

  /** Whoever has been used since the last time has another chance. */
  #evict(): void {
    if (this.#hasRoom) return
    this.#size = 0
    for (const { actors } of this.#entries) this.#size += actors?.actors.size ?? 0
    for (const entry of Array.from(this.#entries)) {
      if (this.#hasRoom) return
      const { actors, turn, isUsed } = entry
      entry.isUsed = false
      this.#entries.delete(entry)
      if (isUsed || turn || (actors && (!actors.isIdle || actors.hasClaims))) this.#entries.add(entry)
      else this.#drop(entry)
    }
  }

  get #hasRoom(): boolean {
    return this.#size <= this.#maxActors && this.#entries.size <= this.#maxActors
  }

  #drop({ place, actors }: Entry): void {
    const replicas = this.#workspaces.get(place.workspace)
    replicas?.delete(place.replica)
    if (replicas?.size === 0) this.#workspaces.delete(place.workspace)
    this.#size -= actors?.actors.size ?? 0
  }
}

function claimsOf({ place, actors }: Entry) {
  return (actors?.takeClaims() ?? []).map(([actor, owner, next]) => ({
    replica: place.replica,
    actor: bytesOfActor(actor),
    ...ownerOf(owner),
    next,
  }))
}

async function loadActors(
  store: LogStore,
  place: ReplicaPlace,
  chain: PlaceChain | undefined,
): Promise<Map<ActorKey, KnownActor>> {
  const actors = new Map<ActorKey, KnownActor>()
  const stored = await store.ofReplica(place.workspace, place.replica)
  if (!stored) return actors
  for (const chunk of stored.chunks) {
    chain?.learn(chunk)
    for (const { actor, to } of usesIn(place.kind, chunk)) {
      const known = actors.get(actor)
      if (!known) actors.set(actor, { owner: undefined, next: to })
      else if (to > known.next) known.next = to
    }
  }
  for (const { actor, principal, device } of await store.actorsOf(place.workspace, place.replica)) {
    const known = actors.get(actorOfBytes(place.kind, actor))
    if (known) known.owner = { principal, device }
  }
  if ([...actors.values()].some(({ owner }) => !owner)) await learnFromAuthors(store, place, actors)
  return actors
}

const page = { maxBytes: 1024 * 1024, maxChanges: 2_000 } as const

/** The newest changes come first, so the last author that is found is the first there was. */
async function learnFromAuthors(store: LogStore, place: ReplicaPlace, actors: ReadonlyMap<ActorKey, KnownActor>) {
  const first = new Map<ActorKey, ActorOwner>()
  let before = Number.MAX_SAFE_INTEGER
  for (let hasOlder = true; hasOlder; ) {
    const stretch = await store.historyOf(place.workspace, place.replica, { before, ...page })
    for (const { bytes, author, device } of stretch.changes.toReversed()) {
      for (const { actor } of usesIn(place.kind, bytes)) first.set(actor, { principal: author, device })
    }
    before = stretch.changes[0]?.seq ?? 0
    hasOlder = stretch.hasOlder && stretch.changes.length > 0
  }
  for (const [actor, known] of actors) known.owner ??= first.get(actor)
}

function ownerOf({ principal, device }: ActorOwner): ActorOwner {
  return { principal, device }
}

/** Whoever had the turn has been told. */
function tellNobody(): void {}
