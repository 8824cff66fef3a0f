import { fromBase64, toBase64 } from 'lib0/buffer'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import { isReplicaId, isWorkspaceId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import type { HeldInput, Leaving } from './engine-contract.ts'
import type { RefusedTray } from './refused-tray.ts'
import type { HeldWord, Note } from './held-input.ts'
import { markDirty } from './journal-part.ts'

/**
 * What was changed in the instant before a page went, and was not stored yet. A page that leaves can not wait for IndexedDB, so the
 * few changes that are still on their way are noted synchronously, and the next start stores them. Noted changes that were stored
 * all the same do no harm: taking a change twice changes nothing. What stands in a field and is no change yet is noted as the command
 * that would have stored it.
 */
export function keepLastWords(core: Core): Leaving {
  const writers = new Set<() => void>()
  const holders = new Set<() => HeldInput | undefined>()
  let heldKey: string | undefined
  core.edges.network.onLife((moment) => {
    if (moment === 'return') {
      // The page was kept alive after all, and its fields with it.
      if (heldKey) core.edges.keepsakes.remove(heldKey)
      heldKey = undefined
      return
    }
    for (const write of writers) write()
    noteChunks(core)
    if (moment === 'leave')
      heldKey = noteHeld(
        core,
        [...holders].flatMap((held) => held() ?? []),
      )
  })
  return { write: (write) => joined(writers, write), run: (held) => joined(holders, held) }
}

function joined<Member>(all: Set<Member>, member: Member): () => void {
  all.add(member)
  return () => void all.delete(member)
}

function noteChunks({ journal, edges, actor }: Core): void {
  const chunks = journal.unstoredChunks().filter((chunk) => chunk.from === 'here')
  if (chunks.length === 0) return
  const words: ChunkWord[] = chunks.map(({ workspace, replica, kind, bytes }) => ({
    workspace,
    replica,
    kind,
    bytes: toBase64(bytes),
  }))
  const key = `${chunkPrefix}${actor}-${edges.clock.now()}`
  edges.keepsakes.put(key, JSON.stringify(words))
  // A page that was only put away stores them after all.
  void journal.flushed().then((isStored) => isStored && edges.keepsakes.remove(key))
}

/** Named by its workspace, so that it goes with it. */
function noteHeld({ edges, actor, currentId }: Core, held: readonly HeldInput[]): string | undefined {
  if (held.length === 0) return undefined
  const words = held.map(({ command, ...rest }): HeldWord => ({ ...rest, workspace: currentId, command: command.name }))
  const key = `${heldPrefix}${currentId}-${actor}-${edges.clock.now()}`
  edges.keepsakes.put(key, JSON.stringify(words))
  return key
}

/**
 * Stores what earlier pages left; each note goes once its changes are in the store. Words of a workspace that is not here wait until it
 * is: the browser may have removed it, and then it comes back. What stood in fields waits until its workspace is open.
 */
export async function takeUpLastWords(core: Core, tray: RefusedTray): Promise<void> {
  await takeUpChunks(core)
  core.workspaces.entries.subscribe(() => void takeUpChunks(core))
  let last = Promise.resolve()
  const takeUp = () => (last = last.then(() => takeUpFields(core, tray)).catch(() => undefined))
  core.workspaces.current.subscribe(() => void takeUp())
  // Before anybody sees a field without what stood in it.
  await takeUp()
}

/** Most starts find nothing of it. */
async function takeUpFields(core: Core, tray: RefusedTray): Promise<void> {
  const notes = notesIn(core, heldPrefix)
  if (notes.length > 0) await (await import('./held-input.ts')).takeUpHeld(core, tray, notes)
}

async function takeUpChunks(core: Core): Promise<void> {
  const { keepsakes, clock } = core.edges
  const isHere = ({ workspace }: ChunkWord) => core.workspaces.find(workspace) !== undefined
  const notes = notesIn(core, chunkPrefix)
    .map(({ key, words }) => ({ key, words: words.filter(isChunkWord) }))
    .filter(({ words }) => words.length === 0 || words.some(isHere))
  if (notes.length === 0) return
  core.journal.note((part) => {
    for (const { workspace, replica, kind, bytes } of notes.flatMap(({ words }) => words.filter(isHere))) {
      const type = typeOfReplica(replica)
      if (!type) continue
      const origin = { author: core.principal, at: clock.now() }
      part.chunks.push({ workspace, replica, kind, bytes: fromBase64(bytes), from: 'here', ...origin })
      markDirty(part, { workspace, id: replica, type, meta: { changedAt: clock.now(), changedBy: core.principal } })
    }
  })
  if (!(await core.journal.flushed())) return
  for (const { key, words } of notes) {
    const waiting = words.filter((word) => !isHere(word))
    if (waiting.length > 0) keepsakes.put(key, JSON.stringify(waiting))
    else keepsakes.remove(key)
  }
}

const chunkPrefix = 'nexus-last-words-'
const heldPrefix = 'nexus-held-input-'

function notesIn({ edges: { keepsakes } }: Core, prefix: string): readonly Note[] {
  return keepsakes
    .keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, words: listIn(keepsakes.get(key)) }))
}

interface ChunkWord {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: string
}

function listIn(note: string | undefined): readonly unknown[] {
  try {
    const words: unknown = JSON.parse(note ?? '[]')
    return Array.isArray(words) ? words : []
  } catch {
    return []
  }
}

function isChunkWord(value: unknown): value is ChunkWord {
  if (typeof value !== 'object' || value === null) return false
  const { workspace, replica, kind, bytes } = value as Record<string, unknown>
  return (
    isWorkspaceId(workspace) &&
    isReplicaId(replica) &&
    (kind === 'yjs' || kind === 'automerge') &&
    typeof bytes === 'string'
  )
}
