import { isReplicaId, isWorkspaceId, type WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import type { HeldInput } from './engine-contract.ts'

/** What stood in a field when a page went, as a note holds it. */
export interface HeldWord {
  readonly workspace: WorkspaceId
  readonly command: string
  readonly input: unknown
  readonly from: HeldInput['from']
}

export function isHeldWord(value: unknown): value is HeldWord {
  if (typeof value !== 'object' || value === null) return false
  const { workspace, command, from } = value as Record<string, unknown>
  if (!isWorkspaceId(workspace) || typeof command !== 'string') return false
  return from === undefined || isBeginning(from)
}

function isBeginning(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { id, path } = value as Record<string, unknown>
  return isReplicaId(id) && Array.isArray(path)
}

/** Runs it, unless what it began from has been changed since: a later title of somebody's is not undone by an older one. False: there was no room for it, so it waits. */
export async function runHeld(core: Core, { command, input, from }: HeldWord): Promise<boolean> {
  if (from && !isAsItWas(core, from)) return true
  const { commandNamed } = await import('#shared/rooms/all-rooms.ts')
  const found = commandNamed(command)
  const parsed = found?.input.safeParse(input)
  if (!found || !parsed?.success) return true
  const outcome = await core.runner.run(found, parsed.data)
  return outcome.ok || outcome.reason !== 'not-stored'
}

function isAsItWas(core: Core, { id, path, was }: NonNullable<HeldInput['from']>): boolean {
  const type = typeOfReplica(id)
  const row = type && core.table.rows.get(type, id)
  let now: unknown = row?.value
  for (const name of path) now = (now as Readonly<Record<string, unknown>> | undefined)?.[name]
  return row !== undefined && now === was
}
