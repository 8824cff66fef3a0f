import { createHash } from 'node:crypto'
import type { Replica } from '#shared/crdt/replica.ts'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { ReplicaSnapshot } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { AnyReplicaType, Row, Rows, Work } from '#shared/rooms/room.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { sentenceOf } from '#server/log/command-runner.ts'
import { loadReplica } from '#server/log/load-replica.ts'
import { openServerWork } from '#server/log/server-work.ts'
import type { WorkspaceAccess } from './workspace-access.ts'
import type { WorkspaceSource } from './workspace-source.ts'

export function workspaceOver(source: WorkspaceSource): Outcome<never, WorkspaceAccess> {
  const batch = <Value>(act: (work: Work) => Promise<Value>) => batchOver(source, act)
  return done({
    id: source.id,
    name: source.name,
    batch,
    run: async (command, input) => {
      const parsed = command.input.safeParse(input)
      if (!parsed.success) return refused('invalid-input', sentenceOf(parsed.error))
      const outcome = await batch((work) => command.run(work, parsed.data))
      return outcome.ok ? outcome.value : outcome
    },
    rows: () => rowsOf(source),
    read: async (id, look) => {
      const type = typeOfReplica(id)
      const chunks = type ? await source.ofReplica(id) : []
      return type && chunks.length > 0 ? looking(type, { id, chunks }, look) : undefined
    },
    putBlob: async (blob) => {
      const hash = createHash('sha256')
        .update(new Uint8Array(await blob.arrayBuffer()))
        .digest('hex') as BlobHash
      const stored = await source.putBlob(hash, blob)
      return stored.ok ? done(hash) : stored
    },
    readBlob: (hash) => source.readBlob(hash),
    close: () => source.close(),
  })
}

async function batchOver<Value>(
  source: WorkspaceSource,
  act: (work: Work) => Promise<Value>,
): Promise<Outcome<string, Value>> {
  const work = openServerWork({
    clock: systemClock,
    random: systemRandom,
    principal: source.principal,
    chunksOf: (id) => source.ofReplica(id),
  })
  try {
    const value = await act(work)
    const pushed = work.changes().length > 0 ? await source.push(work.changes()) : done()
    return pushed.ok ? done(value) : pushed
  } finally {
    work.close()
  }
}

interface Held {
  readonly chunks: Uint8Array[]
  latest: ReplicaSnapshot
}

async function rowsOf(source: WorkspaceSource): Promise<Rows> {
  const held = new Map<ReplicaId, Held>()
  for await (const { snapshots } of source.states()) {
    for (const snapshot of snapshots) {
      const found = held.get(snapshot.replica)
      if (found) {
        found.chunks.push(...snapshot.chunks)
        found.latest = snapshot
      } else held.set(snapshot.replica, { chunks: [...snapshot.chunks], latest: snapshot })
    }
  }
  const rows = new Map<ReplicaId, Row>()
  for (const [id, { chunks, latest }] of held) {
    const type = typeOfReplica(id)
    if (!type) continue
    const value = await looking(type, { id, chunks }, (replica) => type.project(replica))
    rows.set(id, { id, type: type.name, value, changedAt: latest.changedAt, changedBy: latest.changedBy })
  }
  return {
    of: (type) => [...rows.values()].filter((row): row is Row<never> => row.type === type.name),
    get: (type, id) => {
      const row = rows.get(id)
      return row?.type === type.name ? (row as Row<never>) : undefined
    },
  }
}

async function looking<Value>(
  type: AnyReplicaType,
  { id, chunks }: { id: ReplicaId; chunks: readonly Uint8Array[] },
  look: (replica: Replica) => Value,
): Promise<Value> {
  const replica = await loadReplica(type, { id, chunks, random: systemRandom })
  try {
    return look(replica)
  } finally {
    replica.close()
  }
}
