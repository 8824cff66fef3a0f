import { fromBase64 } from 'lib0/buffer'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import { isReplicaId, isWorkspaceId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import { type HeldWord, isHeldWord, runHeld } from './held-input.ts'
import { markDirty } from './journal-part.ts'
import { chunkPrefix, heldPrefix } from './last-words.ts'
import type { RefusedTray } from './refused-tray.ts'

export type { HeldWord } from './held-input.ts'

/** A change that was on its way to the store when its page went. */
export interface ChunkWord {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: string
}

/** The part of `takeUpLastWords` that most starts do without. */
export async function takeUpWords(core: Core, tray: RefusedTray): Promise<void> {
  await takeUpChunks(core)
  await takeUpHeld(core, tray)
}

async function takeUpChunks(core: Core): Promise<void> {
  const { keepsakes, clock } = core.edges
  const isHere = ({ workspace }: ChunkWord) => core.workspaces.find(workspace) !== undefined
  const notes = notesIn(core, chunkPrefix, isChunkWord).filter(({ words }) => words.length === 0 || words.some(isHere))
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

async function takeUpHeld(core: Core, tray: RefusedTray): Promise<void> {
  const { keepsakes } = core.edges
  for (const { key, words } of notesIn(core, heldPrefix, isHeldWord)) {
    // Of one page all are of the workspace that it had open.
    if (words.some(({ workspace }) => workspace !== core.currentId)) continue
    const waiting: HeldWord[] = []
    // One that fails waits alone: those before it are done, and some of them would be done twice.
    for (const word of words) if (!(await runHeld(core, tray, word).catch(() => false))) waiting.push(word)
    if (waiting.length > 0) keepsakes.put(key, JSON.stringify(waiting))
    else keepsakes.remove(key)
  }
}

/** What of each note is readable. */
function notesIn<Word>(
  { edges: { keepsakes } }: Core,
  prefix: string,
  isWord: (word: unknown) => word is Word,
): readonly { key: string; words: readonly Word[] }[] {
  return keepsakes
    .keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, words: listIn(keepsakes.get(key)).filter(isWord) }))
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
