import { mergeUpdates } from 'yjs'
import { localPrincipal } from '#shared/kit/ids.ts'
import type { ClientMessage, LogChange, ReplicaSnapshot, ServerMessage } from '#shared/protocol/messages.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { projectRow } from '#shared/rooms/project-row.ts'
import { encodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import { applyAll } from '../replica-registry.ts'
import { nodeAutomerge } from './node-automerge.ts'

const pageSize = 3

/**
 * The simplest server half of a bootstrap (SY28), over the whole log: few replicas a page, some merged and some change by change, some
 * rows left out and some of another version, as all of that may come.
 */
export async function answerBootstrap(
  log: readonly LogChange[],
  { workspace, asOf: askedOf, after }: Extract<ClientMessage, { kind: 'bootstrap' }>,
): Promise<Extract<ServerMessage, { kind: 'snapshots' }>> {
  const head = log.at(-1)?.seq ?? 0
  const isKnown = askedOf > 0 && askedOf <= head && /^\d+$/.test(after)
  const asOf = isKnown ? askedOf : head
  const known = log.filter(({ seq }) => seq <= asOf)
  const newestFirst = [...Map.groupBy(known, ({ replica }) => replica).values()].sort(
    (one, other) => (other.at(-1)?.seq ?? 0) - (one.at(-1)?.seq ?? 0),
  )
  const from = isKnown ? Number(after) : 0
  const told = newestFirst.slice(from, from + pageSize)
  const done = from + told.length
  return {
    kind: 'snapshots',
    workspace,
    asOf,
    next: done < newestFirst.length ? String(done) : '',
    done,
    total: newestFirst.length,
    snapshots: await Promise.all(told.map(snapshotOf)),
  }
}

async function snapshotOf(changes: readonly LogChange[]): Promise<ReplicaSnapshot> {
  const last = changes.at(-1)
  if (!last) throw new Error('bug: a replica without changes')
  const { replica, kind, timeMs: changedAt, author: changedBy } = last
  const { actorsIn, mergeChunks } = await nodeAutomerge()
  const bytes = changes.map((change) => change.bytes)
  const merged = kind === 'yjs' ? mergeUpdates(bytes) : mergeChunks(bytes)
  const actors = changes.flatMap((change) =>
    change.kind === 'automerge' ? actorsIn(change.bytes).map((actor) => ({ actor, principal: change.author })) : [],
  )
  const first = new Map(actors.toReversed().map((each) => [each.actor, each.principal]))
  return {
    replica,
    kind,
    changedAt,
    changedBy,
    row: await rowOf(changes),
    chunks: merged && last.seq % 2 === 0 ? [merged] : bytes,
    actors: [...first].map(([actor, principal]) => ({ actor: Buffer.from(actor, 'hex'), principal })),
  }
}

async function rowOf(changes: readonly LogChange[]): Promise<Uint8Array> {
  const last = changes.at(-1)
  const type = last && typeOfReplica(last.replica)
  if (!last || !type || last.seq % 5 === 0) return new Uint8Array()
  const open = type.kind === 'yjs' ? openYjsReplica : (await nodeAutomerge()).openReplica
  const replica = open({ id: last.replica, shape: type.shape, actor: '00'.repeat(16) })
  applyAll(
    replica,
    changes.map(({ bytes }) => bytes),
  )
  const row = projectRow({
    type,
    replica,
    meta: { changedAt: last.timeMs, changedBy: last.author },
    principalOf: () => localPrincipal,
    onBug: () => undefined,
  })
  replica.close()
  if (!row) return new Uint8Array()
  return encodeSnapshotRow(last.seq % 7 === 0 ? { ...row, version: (row.version ?? 1) + 1 } : row)
}
