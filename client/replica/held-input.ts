import { isReplicaId, isWorkspaceId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import type { HeldInput } from './engine-contract.ts'
import type { RefusedTray } from './refused-tray.ts'

/** What stood in a field when a page went, as a note holds it. */
export interface HeldWord extends Omit<HeldInput, 'command'> {
  readonly workspace: WorkspaceId
  readonly command: string
}

function isHeldWord(value: unknown): value is HeldWord {
  if (typeof value !== 'object' || value === null) return false
  const { workspace, command, input, words, from } = value as Record<string, unknown>
  if (!isWorkspaceId(workspace) || typeof command !== 'string' || typeof words !== 'string') return false
  return isOfThing(input) && (from === undefined || (isOfThing(from) && 'path' in from && Array.isArray(from.path)))
}

function isOfThing(value: unknown): value is { readonly id: ReplicaId } {
  return typeof value === 'object' && value !== null && 'id' in value && isReplicaId(value.id)
}

/** What a page left: its key among the small notes of the device, and what can be read of it. */
export interface Note {
  readonly key: string
  readonly words: readonly unknown[]
}

/** The part of `takeUpLastWords` that is about fields: of the workspace that is open. */
export async function takeUpHeld(core: Core, tray: RefusedTray, notes: readonly Note[]): Promise<void> {
  const { keepsakes } = core.edges
  for (const { key, words } of notes.map((note) => ({ ...note, words: note.words.filter(isHeldWord) }))) {
    // Of one page all are of the workspace that it had open.
    if (words.some(({ workspace }) => workspace !== core.currentId)) continue
    const waiting: HeldWord[] = []
    // One that fails waits alone: those before it are done, and some of them would be done twice.
    for (const word of words) if (!(await runHeld(core, tray, word).catch(() => false))) waiting.push(word)
    if (waiting.length > 0) keepsakes.put(key, JSON.stringify(waiting))
    else keepsakes.remove(key)
  }
}

/**
 * Runs it, unless what it began from has been changed since: a later title of somebody's is not undone by an older one. What can not be
 * done goes to the refused changes, from where its words can be copied. False: there was no room for it, so it waits.
 */
async function runHeld(core: Core, tray: RefusedTray, { command, input, words, from }: HeldWord): Promise<boolean> {
  const now = from && valueAt(core, from)
  if (now !== undefined && now === words) return true
  const { commandNamed } = await import('#shared/rooms/all-rooms.ts')
  const found = commandNamed(command)
  const parsed = found?.input.safeParse(input)
  if (found && parsed?.success && now === from?.was) {
    const outcome = await core.runner.run(found, parsed.data)
    if (outcome.ok) return true
    if (outcome.reason === 'not-stored') return false
  }
  await tray.keepWords(input.id, words)
  return true
}

function valueAt(core: Core, { id, path }: NonNullable<HeldInput['from']>): unknown {
  const type = typeOfReplica(id)
  let now: unknown = type && core.table.rows.get(type, id)?.value
  for (const name of path) now = (now as Readonly<Record<string, unknown>> | undefined)?.[name]
  return now
}
