import { toBase64 } from 'lib0/buffer'
import type { Core } from './core.ts'
import type { HeldInput, Leaving } from './engine-contract.ts'
import type { RefusedTray } from './refused-tray.ts'
import type { ChunkWord, HeldWord } from './take-up-words.ts'

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
  let last = Promise.resolve()
  const takeUp = () => {
    const keys = core.edges.keepsakes.keys()
    if (!keys.some((key) => key.startsWith(chunkPrefix) || key.startsWith(heldPrefix))) return last
    // What can not be done now, the words wait for.
    last = last.then(async () => (await import('./take-up-words.ts')).takeUpWords(core, tray)).catch(() => undefined)
    return last
  }
  core.workspaces.entries.subscribe(() => void takeUp())
  core.workspaces.current.subscribe(() => void takeUp())
  // Before anybody sees a field without what stood in it.
  await takeUp()
}

export const chunkPrefix = 'nexus-last-words-'
export const heldPrefix = 'nexus-held-input-'
