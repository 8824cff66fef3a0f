import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Replica } from '#shared/crdt/replica.ts'
import type { YjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import { markDirty } from './journal-part.ts'
import type { OpenReplica, OpenState } from './engine-contract.ts'
import { type Cell, cell } from './live.ts'
import { type Held, keyOf, type Place } from './replica-registry.ts'

export interface OpenReplicasPorts {
  /** A replica got its first editor in this tab. Returns what ends its presence. */
  onOpened(place: Place, awareness: Awareness): () => void
}

interface Shared {
  readonly place: Place
  readonly type: AnyReplicaType
  readonly state: Cell<OpenState>
  users: number
  held?: Held | undefined
  awareness?: Awareness | undefined
  endPresence?: () => void
  /** Grows when what is being opened is no longer wanted. */
  turn: number
}

/** The replicas that screens have open, one state a replica however many screens show it. */
export class OpenReplicas {
  readonly #core: Core
  readonly #ports: OpenReplicasPorts
  readonly #shared = new Map<string, Shared>()

  constructor(core: Core, ports: OpenReplicasPorts) {
    this.#core = core
    this.#ports = ports
    core.tabs.onMessage((message) => {
      if (message.kind === 'rebuilt') void this.rebuild({ workspace: message.workspace, id: message.replica })
      // It was missing when somebody asked for it, and now it has come.
      if (message.kind === 'stored')
        this.#retryMissing(message.chunks.map(({ workspace, replica }) => ({ workspace, id: replica })))
    })
    core.onStored(({ chunks }) =>
      this.#retryMissing(chunks.map(({ workspace, replica }) => ({ workspace, id: replica }))),
    )
  }

  open(type: AnyReplicaType, id: ReplicaId): OpenReplica {
    const place = { workspace: this.#core.currentId, id }
    const key = keyOf(place)
    const known = this.#shared.get(key)
    const shared = known ?? { place, type, state: cell<OpenState>({ status: 'opening' }), users: 0, turn: 0 }
    this.#shared.set(key, shared)
    shared.users += 1
    if (!known) void this.#start(shared)
    let isOpen = true
    return {
      state: shared.state,
      close: () => {
        if (!isOpen) return
        isOpen = false
        shared.users -= 1
        // A moment later: a screen that is drawn anew closes and opens in one breath.
        queueMicrotask(() => shared.users === 0 && this.#shared.get(key) === shared && this.#end(shared))
      },
    }
  }

  /** Who is open, for presence. */
  awarenessOf(place: Place): Awareness | undefined {
    return this.#shared.get(keyOf(place))?.awareness
  }

  places(): readonly Place[] {
    return [...this.#shared.values()].map(({ place }) => place)
  }

  /** Takes the replica out of the hands of editors; what they changed until now goes to the journal. */
  detach(place: Place): void {
    const shared = this.#shared.get(keyOf(place))
    if (shared) {
      this.#release(shared)
      shared.state.set({ status: 'opening' })
    }
    this.#core.journal.keepRow(place)
    this.#core.registry.forget(place)
    // What it is opened with again may lack changes of this actor.
    this.#core.renewActor()
  }

  attach(place: Place): void {
    const shared = this.#shared.get(keyOf(place))
    if (shared && shared.state.get().status !== 'open') void this.#start(shared)
  }

  /** Another tab has changed what is stored of it by more than new chunks. */
  async rebuild(place: Place): Promise<void> {
    await this.#core.runner.exclusive(async () => {
      this.detach(place)
      await this.#core.journal.flushed()
      this.again(place)
    })
  }

  /** The store holds it in its new form: what was opened or projected in between may still be of the old one. */
  again(place: Place): void {
    this.detach(place)
    const type = typeOfReplica(place.id)
    if (type) this.#core.journal.note((part) => markDirty(part, { ...place, type, meta: undefined }))
    this.attach(place)
  }

  close(): void {
    for (const shared of this.#shared.values()) this.#release(shared)
    this.#shared.clear()
  }

  async #start(shared: Shared): Promise<void> {
    const turn = (shared.turn += 1)
    try {
      const held = await this.#core.registry.acquire(shared.type, shared.place)
      if (shared.turn !== turn) return held?.release()
      if (!held) return shared.state.set({ status: 'missing' })
      this.#show(shared, held)
    } catch (fault) {
      console.error('A replica could not be opened', fault)
      if (shared.turn === turn)
        shared.state.set({ status: 'failed', sentence: 'This could not be opened. Reload the page to try again.' })
    }
  }

  #show(shared: Shared, held: Held): void {
    const { replica } = held.handle
    const doc = docOf(replica)
    const awareness = new Awareness(doc ?? new Y.Doc())
    shared.held = held
    shared.awareness = awareness
    shared.endPresence = this.#ports.onOpened(shared.place, awareness)
    shared.state.set({ status: 'open', replica, doc, awareness, history: this.#core.contents.of(held.handle) })
  }

  #end(shared: Shared): void {
    this.#shared.delete(keyOf(shared.place))
    this.#release(shared)
  }

  #release(shared: Shared): void {
    shared.turn += 1
    shared.endPresence?.()
    shared.awareness?.destroy()
    shared.held?.release()
    delete shared.endPresence
    shared.awareness = undefined
    shared.held = undefined
  }

  #retryMissing(places: readonly Place[]): void {
    for (const place of places) {
      const shared = this.#shared.get(keyOf(place))
      if (shared?.state.get().status === 'missing') void this.#start(shared)
    }
  }
}

function docOf(replica: Replica): Y.Doc | undefined {
  return replica.kind === 'yjs' ? (replica as YjsReplica).doc : undefined
}
