import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { Store } from '#client/platform/store.ts'
import type { LoadAutomerge } from './load-automerge.ts'

export interface Place {
  readonly workspace: WorkspaceId
  readonly id: ReplicaId
}

export function keyOf({ workspace, id }: Place): string {
  return `${workspace}/${id}`
}

/** An open replica of this tab. There is one at most for each place, so that a tab never works on two states. */
export interface Handle extends Place {
  readonly type: AnyReplicaType
  readonly replica: Replica
  /** Editors and commands that hold it; without any it may be closed at any time. */
  users: number
}

export interface RegistryPorts {
  readonly store: Store
  readonly loadAutomerge: LoadAutomerge
  /** Nothing of the workspace is to be seen now. */
  isWithheld(workspace: WorkspaceId): boolean
  /** Of this tab, now. */
  actor(): string
  /** Chunks that are not in the store yet. */
  pendingOf(place: Place): readonly Uint8Array[]
  onLocalChange(handle: Handle, bytes: Uint8Array): void
  /** false: it holds what can not be read from anywhere else now. */
  mayClose(handle: Handle): boolean
  /** The last moment at which it can be read. */
  onClosing(handle: Handle): void
}

/** A handle with the duty to release it; releasing twice is harmless. */
export interface Held {
  readonly handle: Handle
  release(): void
}

interface Opening {
  readonly done: Promise<Handle | undefined>
  /** What arrived while the store was being read. */
  readonly arrived: Uint8Array[]
  users: number
  /** What is being read has been replaced meanwhile. */
  isStale: boolean
}

/** Automerge documents cost wasm memory and slow each other down; Yjs ones cost little. */
const maxIdle = { automerge: 12, yjs: 6 } as const

/**
 * Invariant: an open handle contains every chunk that the store holds of its place as far as this tab knows, and every chunk that is
 * pending. Chunks that arrive from elsewhere are told by `offer`.
 */
export class ReplicaRegistry {
  readonly #ports: RegistryPorts
  readonly #handles = new Map<string, Handle>()
  readonly #openings = new Map<string, Opening>()

  constructor(ports: RegistryPorts) {
    this.#ports = ports
  }

  find(place: Place): Handle | undefined {
    return this.#handles.get(keyOf(place))
  }

  /** undefined: nothing is stored of it, unless `orEmpty`. */
  async acquire(type: AnyReplicaType, place: Place, { orEmpty = false } = {}): Promise<Held | undefined> {
    const key = keyOf(place)
    const known = this.#handles.get(key)
    if (known) {
      this.#touch(key, known)
      known.users += 1
      return this.#held(known)
    }
    const opening = this.#openings.get(key) ?? this.#startOpening(type, place, orEmpty)
    // Counted before the wait, so that nobody closes it in between.
    opening.users += 1
    const handle = await opening.done
    if (handle) return this.#held(handle)
    return orEmpty && !this.#ports.isWithheld(place.workspace) ? this.acquire(type, place, { orEmpty }) : undefined
  }

  /** Chunks from another device or tab. */
  offer(place: Place, chunks: readonly Uint8Array[]): void {
    const key = keyOf(place)
    const handle = this.#handles.get(key)
    if (handle) applyAll(handle.replica, chunks)
    this.#openings.get(key)?.arrived.push(...chunks)
  }

  /** What the store holds of it is not what it was: whoever asks from now on gets what is there now. */
  forget(place: Place): void {
    const handle = this.find(place)
    if (handle) this.drop(handle)
    const opening = this.#openings.get(keyOf(place))
    if (opening) opening.isStale = true
  }

  /** Closes it whoever holds it: its state is not to be trusted or used any more. */
  drop(handle: Handle): void {
    const key = keyOf(handle)
    if (this.#handles.get(key) !== handle) return
    this.#handles.delete(key)
    handle.replica.close()
  }

  all(): readonly Handle[] {
    return [...this.#handles.values()]
  }

  close(): void {
    for (const handle of this.#handles.values()) handle.replica.close()
    this.#handles.clear()
  }

  #startOpening(type: AnyReplicaType, place: Place, orEmpty: boolean): Opening {
    const key = keyOf(place)
    const arrived = [...this.#ports.pendingOf(place)]
    const load = async (): Promise<Handle | undefined> => {
      const replica = await this.#load(type, place, arrived, orEmpty)
      // Looked at in the same breath in which it is registered, so that nothing goes stale in between.
      if (opening.isStale) {
        opening.isStale = false
        replica?.close()
        return load()
      }
      this.#openings.delete(key)
      return replica && this.#register({ ...place, type, replica, users: opening.users })
    }
    const forget = (fault: unknown) => {
      this.#openings.delete(key)
      throw fault
    }
    const done = Promise.resolve().then(load).catch(forget)
    const opening: Opening = { arrived, done, users: 0, isStale: false }
    this.#openings.set(key, opening)
    return opening
  }

  async #load(...[type, place, arrived, orEmpty]: LoadArguments): Promise<Replica | undefined> {
    if (this.#ports.isWithheld(place.workspace)) return undefined
    const stored = await this.#ports.store.chunksOf(place.workspace, place.id)
    if (stored.length === 0 && arrived.length === 0 && !orEmpty) return undefined
    const open = type.kind === 'yjs' ? openYjsReplica : (await this.#ports.loadAutomerge()).openReplica
    const replica: Replica = open({ id: place.id, shape: type.shape, actor: this.#ports.actor() })
    applyAll(replica, [...stored.map(({ bytes }) => bytes), ...arrived])
    return replica
  }

  #held(handle: Handle): Held {
    let isHeld = true
    const release = () => {
      if (!isHeld) return
      isHeld = false
      handle.users -= 1
      this.#closeIdle(handle.replica.kind)
    }
    return { handle, release }
  }

  #register(handle: Handle): Handle {
    this.#handles.set(keyOf(handle), handle)
    handle.replica.onLocalChange((bytes) => this.#ports.onLocalChange(handle, bytes))
    return handle
  }

  #touch(key: string, handle: Handle): void {
    this.#handles.delete(key)
    this.#handles.set(key, handle)
  }

  #closeIdle(kind: Replica['kind']): void {
    const idle = [...this.#handles.values()].filter(
      (handle) => handle.users === 0 && handle.replica.kind === kind && this.#ports.mayClose(handle),
    )
    for (const handle of idle.slice(0, Math.max(0, idle.length - maxIdle[kind]))) {
      this.#ports.onClosing(handle)
      this.drop(handle)
    }
  }
}

type LoadArguments = [type: AnyReplicaType, place: Place, arrived: readonly Uint8Array[], orEmpty: boolean]

/** One by one after a refusal: a chunk that can not be read must not hide the others. */
export function applyAll(replica: Replica, chunks: readonly Uint8Array[]): void {
  if (chunks.length === 0 || replica.apply(chunks).ok) return
  for (const chunk of chunks) replica.apply([chunk])
}
