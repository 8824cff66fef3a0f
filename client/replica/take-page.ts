import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { RowMeta } from '#shared/rooms/project-row.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Core } from './core.ts'
import { type JournalPart, markDirty } from './journal-part.ts'
import { keyOf, type Place } from './replica-registry.ts'
import type { Page } from './sync-state.ts'

/** So many replicas at a time, then the screen gets a turn. */
const sliceSize = 40

/** What has come of one replica. */
export interface Incoming {
  readonly place: Place
  /** undefined: of several, which is of none that can be shown. */
  readonly kind: ReplicaKind | undefined
  readonly bytes: readonly Uint8Array[]
  /** Of its latest change. */
  readonly meta: RowMeta
}

/**
 * Brings changes of the log into this device: chunks, rows and cursor in one transaction. Fulfilled when that is stored.
 * Changes of one replica are applied together; a replica is opened for it and closed again unless somebody uses it.
 */
export async function takePage(core: Core, page: Page): Promise<void> {
  const incoming = incomingOf(page)
  const part = partOf(page, incoming)
  core.journal.stage(part)
  try {
    await core.actors.ready(page.workspace)
    await learnActors(core, part, page)
    await applyIncoming(core, part, incoming)
  } catch (fault) {
    core.journal.unstage(part)
    throw fault
  }
  await stored(core, part)
}

/** Applied where somebody has it open, projected where it is closed. */
export async function applyIncoming(core: Core, part: JournalPart, incoming: readonly Incoming[]): Promise<void> {
  for (let at = 0; at < incoming.length; at += sliceSize) {
    // Side by side, so that the store reads one while another is decoded.
    await Promise.all(incoming.slice(at, at + sliceSize).map((each) => applyTo(core, part, each)))
    await core.edges.timers.breathe()
  }
}

/** Hands the part to the journal. */
export function stored(core: Core, part: JournalPart): Promise<void> {
  return new Promise((resolve) => {
    part.onStored = resolve
    core.journal.add(part)
  })
}

export function indexOf(incoming: readonly Incoming[]): ReadonlyMap<string, readonly Uint8Array[]> {
  return new Map(incoming.map(({ place, bytes }) => [keyOf(place), bytes]))
}

function incomingOf({ workspace, changes }: Page): readonly Incoming[] {
  return [...Map.groupBy(changes, ({ replica }) => replica)].flatMap(([id, group]): Incoming[] => {
    const [first, last] = [group[0], group.at(-1)]
    if (!first || !last) return []
    const isOfOneKind = group.every(({ kind }) => kind === first.kind)
    return [
      {
        place: { workspace, id },
        kind: isOfOneKind ? first.kind : undefined,
        bytes: group.map(({ bytes }) => bytes),
        meta: { changedAt: last.timeMs, changedBy: last.author },
      },
    ]
  })
}

function partOf({ workspace, from, to, changes }: Page, incoming: readonly Incoming[]): JournalPart {
  return {
    // Copied: decoded frames are views of their socket's buffer.
    chunks: changes.map(({ replica, kind, bytes, author, timeMs }) => ({
      author,
      at: timeMs,
      workspace,
      replica,
      kind,
      bytes: bytes.slice(),
      from: 'log' as const,
    })),
    dirty: new Map(),
    extra: [{ cursors: [{ workspace, from, to }] }],
    index: indexOf(incoming),
  }
}

async function applyTo(core: Core, part: JournalPart, { place, kind, bytes, meta }: Incoming): Promise<void> {
  const type = typeOfReplica(place.id)
  // A kind of thing that only a newer version knows: kept, not shown.
  if (!type || kind !== type.kind) return
  core.registry.offer(place, bytes)
  const held = await core.registry.acquire(type, place, { orEmpty: true })
  markDirty(part, { ...place, type, meta })
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
