import type { FieldValues } from '#shared/crdt/fields.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { isReplicaId, type PrincipalId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { RunnableCommand, Work } from '#shared/rooms/room.ts'
import type { View } from '#server/access/access.ts'
import type { Log } from '#server/log/log.ts'
import { openServerWork } from '#server/log/server-work.ts'

export interface DryRunPorts {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
}

export interface DryRun {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly view: Pick<View, 'mayRead'>
  readonly command: RunnableCommand
  /** As the command has parsed it. */
  readonly input: unknown
}

/** What a command would change of the thing that its input names. */
export interface DryRunAnswer {
  readonly target: ReplicaId | undefined
  /** The fields that it would write, as they are now: as long as they stay so, it does what was meant. */
  readonly expected: Readonly<Record<string, unknown>>
}

/** Runs a command on copies that are thrown away. */
export async function dryRun(
  { log, clock, random }: DryRunPorts,
  { workspace, principal, view, command, input }: DryRun,
): Promise<Outcome<string, DryRunAnswer>> {
  const work = openServerWork({
    clock,
    random,
    principal,
    chunksOf: async (id) => (view.mayRead(id) ? ((await log.ofReplica(workspace, id))?.chunks ?? []) : []),
  })
  const opened = new Map<ReplicaId, { readonly replica: Replica; readonly before: FieldValues }>()
  const watched: Work = {
    ...work,
    open: async (type, id) => {
      const replica = await work.open(type, id)
      if (replica && !opened.has(id)) opened.set(id, { replica, before: replica.fields() })
      return replica
    },
  }
  try {
    const outcome = await command.run(watched, input)
    if (!outcome.ok) return outcome
    const { id } = input as { readonly id?: unknown }
    const target = isReplicaId(id) ? id : undefined
    const found = target && opened.get(target)
    return done({ target, expected: found ? written(found.before, found.replica.fields()) : {} })
  } finally {
    work.close()
  }
}

function written(before: FieldValues, after: FieldValues): Record<string, unknown> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, before[name] ?? null]))
}
