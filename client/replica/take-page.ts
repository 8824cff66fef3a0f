import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { Core } from './core.ts'
import { type JournalPart, markDirty } from './journal-part.ts'
import { keyOf, type Place } from './replica-registry.ts'
import type { Page } from './sync-state.ts'

/** So many replicas at a time, then the screen gets a turn. */
const sliceSize = 40

/**
 * Brings changes of the log into this device: chunks, rows and cursor in one transaction. Fulfilled when that is stored.
 * Changes of one replica are applied together; a replica is opened for it and closed again unless somebody uses it.
 */
export async function takePage(core: Core, page: Page): Promise<void> {
  const part = partOf(page)
  core.journal.stage(part)
  try {
    await core.actors.ready(page.workspace)
    await learnActors(core, part, page)
    await applyByReplica(core, part, page)
  } catch (fault) {
    core.journal.unstage(part)
    throw fault
  }
  await new Promise<void>((resolve) => {
    part.onStored = resolve
    core.journal.add(part)
  })
}

function partOf({ workspace, from, to, changes }: Page): JournalPart {
  const index = new Map<string, Uint8Array[]>()
  for (const { replica, bytes } of changes) {
    const key = keyOf({ workspace, id: replica })
    const known = index.get(key)
    if (known) known.push(bytes)
    else index.set(key, [bytes])
  }
  return {
    // Copied: decoded frames are views of their socket's buffer.
    chunks: changes.map(({ replica, kind, bytes, author, timeMs }) => ({
      workspace,
      replica,
      kind,
      bytes: bytes.slice(),
      from: 'log' as const,
      author,
      at: timeMs,
    })),
    dirty: new Map(),
    extra: [{ cursors: [{ workspace, from, to }] }],
    index,
  }
}

async function applyByReplica(core: Core, part: JournalPart, { workspace, changes }: Page): Promise<void> {
  const groups = [...Map.groupBy(changes, ({ replica }) => replica)]
  for (let at = 0; at < groups.length; at += sliceSize) {
    // Side by side, so that the store reads one while another is decoded.
    const slice = groups.slice(at, at + sliceSize)
    await Promise.all(slice.map(([id, group]) => applyTo(core, part, { place: { workspace, id }, group })))
    await core.edges.timers.breathe()
  }
}

async function applyTo(
  core: Core,
  part: JournalPart,
  { place, group }: { place: Place; group: readonly LogChange[] },
): Promise<void> {
  const type = typeOfReplica(place.id)
  const last = group.at(-1)
  // A kind of thing that only a newer version knows: kept, not shown.
  if (!type || !last || group.some(({ kind }) => kind !== type.kind)) return
  core.registry.offer(
    place,
    group.map(({ bytes }) => bytes),
  )
  const held = await core.registry.acquire(type, place, { orEmpty: true })
  markDirty(part, { ...place, type, meta: { changedAt: last.timeMs, changedBy: last.author } })
  held?.release()
}

/** The envelope says who is behind an actor; conflicts are told with it. */
async function learnActors(core: Core, part: JournalPart, { workspace, changes }: Page): Promise<void> {
  if (!changes.some(({ kind }) => kind === 'automerge')) return
  const { actorsIn } = await core.loadAutomerge()
  const learned: { workspace: WorkspaceId; actor: string; principal: PrincipalId }[] = []
  for (const { kind, bytes, author } of changes) {
    if (kind !== 'automerge') continue
    for (const actor of actorsIn(bytes)) {
      if (!core.actors.learn(workspace, actor, author)) continue
      learned.push({ workspace, actor, principal: author })
    }
  }
  if (learned.length > 0) part.extra.push({ actors: learned })
}
