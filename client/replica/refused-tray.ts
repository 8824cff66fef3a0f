import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { type RefusalCode, refusals } from '#shared/protocol/codes.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { RefusalSummary, RowWrite, StoredChunk, StoredRefusal } from '#client/platform/store.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { openApart, rebuild, rowApart } from './apart.ts'
import type { Core } from './core.ts'
import type { Engine, RefusedEntry } from './engine-contract.ts'
import { cell, type Live } from './live.ts'
import type { OpenReplicas } from './open-replicas.ts'
import type { Place } from './replica-registry.ts'
import { textOf, titleOf } from './replica-text.ts'
import { renamed } from './rewrite-unsent.ts'
import { tooLateSentence } from './sentences.ts'

interface Refusal {
  readonly code: RefusalCode
  readonly type: AnyReplicaType | undefined
  readonly rereadFrom: number | undefined
}

/** Of words that name what they were for themselves. */
const maxTitle = 80

/**
 * What the server did not take. A refusal moves every unsent change of the replica here, for each builds on the ones before, and the
 * replica goes on from what the server has.
 */
export class RefusedTray {
  readonly #core: Core
  readonly #open: OpenReplicas
  readonly #all = cell<readonly RefusedEntry[]>([])
  readonly #shown = cell<readonly RefusedEntry[]>([])

  constructor(core: Core, { open, stored }: { open: OpenReplicas; stored: readonly RefusalSummary[] }) {
    this.#core = core
    this.#open = open
    this.#set(stored)
    core.workspaces.current.subscribe(() => this.#show())
    core.tabs.onMessage((message) => {
      if (message.kind === 'refusals') void this.#reload()
    })
  }

  /** Of the open workspace. */
  get entries(): Live<readonly RefusedEntry[]> {
    return this.#shown
  }

  readonly calls: Engine['refused'] = {
    discard: (id) => this.#forget(id),
    retry: (id) => this.#retry(id),
    text: async (id) => (await this.#core.store.refused(id))?.text ?? '',
    export: async (id) => exported(await this.#core.store.refused(id)),
  }

  /**
   * false: it could not be stored; everything is as before. The cursor goes back to `rereadFrom`: the server may hold an earlier
   * sending of the very changes that it refuses now (its answer was lost, and a right since), and would not tell of them again.
   */
  async refuse(place: Place, code: RefusalCode, rereadFrom?: number): Promise<boolean> {
    const type = typeOfReplica(place.id)
    const act = () => this.#move(place, { code, type, rereadFrom })
    const isDone = await rebuild(this.#core, this.#open, { place, act })
    if (isDone) await this.changed()
    return isDone
  }

  /** What somebody typed for a thing and could not be stored in it any more. */
  async keepWords(replica: ReplicaId, words: string): Promise<void> {
    const { store, edges, table, currentId } = this.#core
    const type = typeOfReplica(replica)
    const row = type && table.rows.get(type, replica)
    const title = String((row?.value as { readonly title?: unknown } | undefined)?.title ?? words)
    const refusal: StoredRefusal = {
      id: mintId('refusal', edges.random),
      workspace: currentId,
      replica,
      type: type?.name ?? '',
      title: title.slice(0, maxTitle),
      text: words,
      kind: 'yjs',
      code: 'too-late',
      at: edges.clock.now(),
      bytes: 0,
      chunks: [],
    }
    await store.write({ refused: [refusal] })
    await this.changed()
  }

  /** The same for who has taken the replica out of everybody's hands already, and says `changed` in the end. */
  async keep(place: Place, code: RefusalCode): Promise<void> {
    await this.#move(place, { code, type: typeOfReplica(place.id), rereadFrom: undefined })
  }

  async #move(place: Place, { code, type, rereadFrom }: Refusal): Promise<boolean> {
    const { store, edges } = this.#core
    const chunks = await store.chunksOf(place.workspace, place.id)
    const unsent = chunks.filter(({ isUnsent }) => isUnsent)
    const [first] = unsent
    if (!first) return true
    const before = type && (await this.#saidIn(type, place, chunks))
    const refusal: StoredRefusal = {
      id: mintId('refusal', edges.random),
      workspace: place.workspace,
      replica: place.id,
      type: type?.name ?? '',
      title: before?.title ?? '',
      text: before?.text ?? '',
      kind: first.kind,
      code,
      at: edges.clock.now(),
      bytes: unsent.reduce((sum, { bytes }) => sum + bytes.length, 0),
      chunks: unsent.map(({ bytes }) => bytes),
    }
    const sent = chunks.filter(({ isUnsent }) => !isUnsent)
    const rows = type ? [await this.#rowOf(type, place, sent)] : []
    const removedChunks = unsent.map(({ n }) => n)
    const workspacePatches = rereadFrom === undefined ? [] : [{ id: place.workspace, cursor: rereadFrom }]
    await store.write({ refused: [refusal], removedChunks, rows, workspacePatches })
    this.#core.applyRows(rows, this.#core.journal.lastN)
    this.#core.tabs.tell({ kind: 'stored', chunks: [], rows, n: this.#core.journal.lastN })
    return true
  }

  async #saidIn(type: AnyReplicaType, place: Place, chunks: readonly StoredChunk[]) {
    const replica = await openApart(this.#core, { type, place }, chunks)
    const said = { title: titleOf(replica), text: textOf(replica) }
    replica.close()
    return said
  }

  async #rowOf(type: AnyReplicaType, place: Place, chunks: readonly StoredChunk[]): Promise<RowWrite> {
    if (chunks.length === 0) return { workspace: place.workspace, id: place.id, row: undefined }
    const replica = await openApart(this.#core, { type, place }, chunks)
    return rowApart(this.#core, type, place, replica).finally(() => replica.close())
  }

  async #retry(id: string): Promise<void> {
    const refusal = await this.#core.store.refused(id)
    // Words alone are nothing that could be sent: they stay.
    if (!refusal || refusal.chunks.length === 0) return
    const { workspace, replica, kind } = refusal
    const type = typeOfReplica(replica)
    const chunks = this.#chunksToRetry(refusal)
    await this.#core.runner.exclusive(async () => {
      const place = { workspace, id: replica }
      this.#core.registry.offer(place, chunks)
      this.#core.journal.note((part) => {
        const [at, author] = [this.#core.edges.clock.now(), this.#core.principal]
        for (const bytes of chunks) part.chunks.push({ workspace, replica, kind, bytes, from: 'here', author, at })
        if (type) part.dirty.set(`${workspace}/${replica}`, { workspace, id: replica, type, meta: undefined })
        part.extra.push({ removedRefused: [id] })
      })
      await this.#core.journal.flushed()
    })
    await this.changed()
  }

  /** What was refused for the name it was written under gets another one. */
  #chunksToRetry({ code, kind, chunks }: StoredRefusal): readonly Uint8Array[] {
    const again = code === 'actor-taken' && kind === 'yjs' ? renamed(this.#core, chunks) : undefined
    return again ? [again] : chunks
  }

  async #forget(id: string): Promise<void> {
    await this.#core.store.write({ removedRefused: [id] })
    await this.changed()
  }

  async changed(): Promise<void> {
    this.#core.tabs.tell({ kind: 'refusals' })
    await this.#reload()
  }

  async #reload(): Promise<void> {
    const { refused } = await this.#core.store.load()
    this.#set(refused)
  }

  #set(stored: readonly RefusalSummary[]): void {
    const entries = stored.map((entry): RefusedEntry => ({ ...entry, sentence: sentenceOf(entry) }))
    this.#all.set(entries.sort((a, b) => b.at - a.at))
    this.#show()
  }

  #show(): void {
    const shown = this.#all.get().filter(({ workspace }) => workspace === this.#core.currentId)
    if (shown.length > 0 || this.#shown.get().length > 0) this.#shown.set(shown)
  }

  countIn(workspace: WorkspaceId): number {
    return this.#all.get().filter((entry) => entry.workspace === workspace).length
  }
}

function sentenceOf({ code }: RefusalSummary): string {
  return code === 'too-late' ? tooLateSentence : refusals[code].sentence
}

function exported(refusal: StoredRefusal | undefined): Blob {
  if (!refusal) return new Blob([])
  const { chunks, ...rest } = refusal
  const encoded = chunks.map((bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')))
  return new Blob([JSON.stringify({ ...rest, chunks: encoded }, null, 2)], { type: 'application/json' })
}
