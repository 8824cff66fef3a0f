import { fromBase64, toBase64 } from 'lib0/buffer'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import { isReplicaId, isWorkspaceId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import { markDirty } from './journal-part.ts'

export interface LastWords {
  /** For who holds changes back for a moment: `write` is called when the page goes or is put away. Answers how to take that back. */
  beforeLeaving(write: () => void): () => void
}

/**
 * What was changed in the instant before a page went, and was not stored yet. A page that leaves can not wait for IndexedDB, so the
 * few changes that are still on their way are noted synchronously, and the next start stores them. Noted changes that were stored
 * all the same do no harm: taking a change twice changes nothing.
 */
export function keepLastWords(core: Core): LastWords {
  const writers = new Set<() => void>()
  core.edges.network.onLife((moment) => {
    if (moment === 'return') return
    for (const write of writers) write()
    note(core)
  })
  return {
    beforeLeaving: (write) => {
      writers.add(write)
      return () => void writers.delete(write)
    },
  }
}

function note({ journal, edges, actor }: Core): void {
  const chunks = journal.unstoredChunks().filter((chunk) => chunk.from === 'here')
  if (chunks.length === 0) return
  const words: LastWord[] = chunks.map(({ workspace, replica, kind, bytes }) => ({
    workspace,
    replica,
    kind,
    bytes: toBase64(bytes),
  }))
  const key = `${prefix}${actor}-${edges.clock.now()}`
  edges.keepsakes.put(key, JSON.stringify(words))
  // A page that was only put away stores them after all.
  void journal.flushed().then((isStored) => isStored && edges.keepsakes.remove(key))
}

/**
 * Stores what earlier pages left; each note goes once its changes are in the store. Words of a workspace that is not here wait until it
 * is: the browser may have removed it, and then it comes back.
 */
export async function takeUpLastWords(core: Core): Promise<void> {
  await takeUp(core)
  core.workspaces.entries.subscribe(() => void takeUp(core))
}

async function takeUp(core: Core): Promise<void> {
  const { keepsakes, clock } = core.edges
  const isHere = ({ workspace }: LastWord) => core.workspaces.find(workspace) !== undefined
  const notes = keepsakes
    .keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, words: wordsIn(keepsakes.get(key)) }))
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

interface LastWord {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: string
}

const prefix = 'nexus-last-words-'

function wordsIn(note: string | undefined): readonly LastWord[] {
  try {
    const words: unknown = JSON.parse(note ?? '[]')
    return Array.isArray(words) ? words.filter(isLastWord) : []
  } catch {
    return []
  }
}

function isLastWord(value: unknown): value is LastWord {
  if (typeof value !== 'object' || value === null) return false
  const { workspace, replica, kind, bytes } = value as Record<string, unknown>
  return (
    isWorkspaceId(workspace) &&
    isReplicaId(replica) &&
    (kind === 'yjs' || kind === 'automerge') &&
    typeof bytes === 'string'
  )
}
