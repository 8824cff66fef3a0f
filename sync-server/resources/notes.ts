import {
  type BlobHash,
  type DeviceId,
  mintId,
  type PrincipalId,
  type ReplicaId,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import type { FieldPatch } from '#shared/crdt/fields.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Random } from '#shared/kit/ports.ts'
import { type RefusalCode, refusals } from '#shared/protocol/codes.ts'
import type { StoredBlob } from '#shared/protocol/rest.ts'
import { documentType, type Hunk } from '#shared/rooms/documents/index.ts'
import type { EditRefusal, NoteReplacement } from '#shared/rooms/documents/markdown/index.ts'
import { firstRefusal, pushAndWait, type PushPorts } from '#server/log/push.ts'
import { defaultPoolOptions, openWorkerPool, type WorkerPool } from '#server/log/worker/worker-pool.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import type { Blobs } from '#server/tenancy/blobs.ts'

/** Documents as Markdown files, read and written in a thread of their own. Who may is asked when a change enters the log. */
export interface Notes {
  /** undefined: nobody has written to it. `seq` is that of its latest change. */
  read(workspace: WorkspaceId, replica: ReplicaId): Promise<{ readonly text: string; readonly seq: number } | undefined>
  create(note: NewNote): Promise<Outcome<RefusalCode | NoteRefusal, ReplicaId>>
  edit(note: NoteEdit): Promise<Outcome<RefusalCode | NoteRefusal, void>>
  /** Words of such a file replaced by others, as a hunk of the document; nothing is written. */
  hunk(asked: HunkAsked): Promise<Outcome<EditRefusal | NoteRefusal, Hunk>>
  close(): Promise<void>
}

export interface HunkAsked {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly edit: NoteReplacement
}

/** unreadable: the thread could not make anything of it. base-gone: that state is merged into a later one. */
export type NoteRefusal = 'note-unreadable' | 'base-gone' | 'not-found'

interface Note {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly source: string
}

export interface NewNote extends Note {
  readonly fields: FieldPatch
}

export interface NoteEdit extends Note {
  readonly replica: ReplicaId
  /** The seq of the state that the edit began from: what others wrote since then stays. undefined: the present one. */
  readonly base?: number | undefined
}

interface NotePorts extends PushPorts {
  readonly storage: Storage
  readonly blobs: Blobs
  readonly random: Random
  readonly device: DeviceId
}

/** The first job loads the parser, and the largest text takes a second. */
const timeoutMs = 30_000
const maxKeptBytes = 32 * 1024 * 1024
const everything = { maxBytes: Number.MAX_SAFE_INTEGER, maxChanges: Number.MAX_SAFE_INTEGER }

export function openNotes(ports: NotePorts): Notes {
  const pool = openWorkerPool({ ...defaultPoolOptions, timeoutMs, idleMs: 30_000 })
  const texts = openTexts()
  const storedChanges = async (workspace: WorkspaceId, replica: ReplicaId, base: number | undefined) => {
    const stored = await ports.log.ofReplica(workspace, replica)
    if (!stored) return refused('not-found')
    if (base === undefined || base >= stored.lastSeq) return done(stored.chunks)
    const home = await homeOfWorkspace(ports.storage, workspace)
    const parts = await home?.store.log.partsOf({ workspace, replica }, everything)
    if (!parts || parts.snapshots.some(({ to }) => to > base)) return refused('base-gone')
    return done([...parts.snapshots, ...parts.tail.filter(({ to }) => to <= base)].map(({ bytes }) => bytes))
  }
  const write = async ({ workspace, principal, source }: Note, target: Target) => {
    const answer = await pool.run('editNote', {
      ...target,
      source,
      fileAddress: fileAddress(workspace),
      actor: Buffer.from(ports.random.bytes(16)).toString('hex'),
      files: await filesIn(source, (hash) => ports.blobs.find(workspace, hash)),
    })
    if (!answer.ok && answer.reason === 'ended') throw new Error(answer.detail ?? 'The thread for documents ended.')
    if (!answer.ok) return refused('note-unreadable', 'The server could not make a document of this text.')
    const changes = answer.value.map((bytes) => ({ replica: target.replica, kind: documentType.kind, bytes }))
    const request = { workspace, author: principal, device: ports.device, changes, allOrNothing: true }
    const code = firstRefusal(await pushAndWait(ports, request))
    return code ? refused(code, refusals[code].sentence) : done()
  }
  return {
    read: async (workspace, replica) => {
      const stored = await ports.log.ofReplica(workspace, replica)
      if (!stored) return undefined
      const { lastSeq: seq, chunks } = stored
      const kept = texts.get(`${workspace} ${replica}`, seq)
      if (kept !== undefined) return { text: kept, seq }
      const answer = await pool.run('readNote', { replica, chunks, fileAddress: fileAddress(workspace) })
      if (!answer.ok) throw new Error(`The document ${replica} could not be written as Markdown: ${answer.reason}`)
      texts.keep(`${workspace} ${replica}`, seq, answer.value)
      return { text: answer.value, seq }
    },
    create: async ({ fields, ...note }) => {
      const replica = mintId<ReplicaId>(documentType.name, ports.random)
      const written = await write(note, { replica, chunks: [], fields })
      return written.ok ? done(replica) : written
    },
    edit: async ({ replica, base, ...note }) => {
      const chunks = await storedChanges(note.workspace, replica, base)
      return chunks.ok ? write(note, { replica, chunks: chunks.value }) : chunks
    },
    hunk: (asked) => hunkOf(ports, pool, asked),
    close: () => pool.close(),
  }
}

async function hunkOf({ log, blobs }: NotePorts, pool: WorkerPool, { workspace, replica, edit }: HunkAsked) {
  const stored = await log.ofReplica(workspace, replica)
  if (!stored) return refused('not-found')
  const answer = await pool.run('hunkOfNote', {
    replica,
    chunks: stored.chunks,
    fileAddress: fileAddress(workspace),
    edit,
    files: await filesIn(edit.replace, (hash) => blobs.find(workspace, hash)),
  })
  return answer.ok ? answer.value : refused('note-unreadable', 'The server could not make a document of this text.')
}

interface Target {
  readonly replica: ReplicaId
  readonly chunks: readonly Uint8Array[]
  readonly fields?: FieldPatch
}

/** As everyone who may read the document can fetch it. */
function fileAddress(workspace: WorkspaceId): string {
  return `/api/workspaces/${workspace}/blobs/`
}

async function filesIn(source: string, find: (hash: BlobHash) => Promise<StoredBlob | undefined>) {
  const files: Record<string, { bytes: number; type: string }> = {}
  for (const [hash] of source.matchAll(/(?<=\/blobs\/)[0-9a-f]{64}\b/g)) {
    const blob = await find(hash as BlobHash)
    if (blob) files[hash] = { bytes: blob.bytes, type: blob.type }
  }
  return files
}

/** The latest text of each of the documents that were read last. Two workspaces may have a replica of one id. */
function openTexts() {
  const texts = new Map<string, { readonly seq: number; readonly text: string }>()
  let bytes = 0
  const drop = (key: string) => {
    bytes -= texts.get(key)?.text.length ?? 0
    texts.delete(key)
  }
  return {
    get: (key: string, seq: number) => {
      const found = texts.get(key)
      return found?.seq === seq ? found.text : undefined
    },
    keep: (key: string, seq: number, text: string) => {
      drop(key)
      texts.set(key, { seq, text })
      bytes += text.length
      for (const oldest of texts.keys()) {
        if (bytes <= maxKeptBytes) return
        drop(oldest)
      }
    },
  }
}
