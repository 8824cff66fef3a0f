import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { BoundedCache } from './bounded-cache.ts'
import type { Sqlite } from './open-database.ts'

export interface WorkspaceRow {
  readonly number: number
  head: number
  readonly floor: number
}

export interface Writer {
  readonly principal: PrincipalId
  readonly device: DeviceId
  readonly agentRun: string
  /** '': nobody's but its own. */
  readonly onBehalfOf: PrincipalId | ''
}

export interface ReplicaName {
  readonly id: ReplicaId
  readonly kind: ReplicaKind
}

/** The numbers by which rows name workspaces, replicas and writers. Those in use are remembered, so most changes need no look. */
export type LogNames = ReturnType<typeof openLogNames>

const maxRemembered = 20_000

export function openLogNames(database: Sqlite) {
  const workspace = database.prepare<[WorkspaceId], WorkspaceRow>(
    'SELECT number, head, floor FROM workspaces WHERE id = ?',
  )
  const replicas = openReplicaNames(database)
  const writers = openWriterNames(database)
  return {
    ...replicas,
    ...writers,
    workspace: (id: WorkspaceId) => workspace.get(id),
    /** After a transaction that was rolled back: what was numbered in it does not exist. */
    forget: () => {
      replicas.forgetReplicas()
      writers.forgetWriters()
    },
  }
}

function openReplicaNames(database: Sqlite) {
  const numbers = new BoundedCache<string, number>(maxRemembered)
  const names = new BoundedCache<number, ReplicaName>(maxRemembered)
  const find = database.prepare<[number, ReplicaId], { number: number }>(
    'SELECT number FROM replicas WHERE workspace = ? AND id = ?',
  )
  const name = database.prepare<[number], ReplicaName>('SELECT id, kind FROM replicas WHERE number = ?')
  const insert = database.prepare(
    'INSERT INTO replicas (workspace, id, kind, first_seq, last_seq, last_writer, last_ms, tail_weight)' +
      ' VALUES (?, ?, ?, ?, 0, 0, 0, 0)',
  )
  const findNumber = (home: number, id: ReplicaId): number | undefined => {
    const key = `${home}/${id}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    const found = find.get(home, id)?.number
    if (found !== undefined) numbers.set(key, found)
    return found
  }
  return {
    replicaNumber: findNumber,
    /** Its number, which it gets now when it is new. */
    numberReplica: (home: number, { id, kind, firstSeq }: ReplicaName & { firstSeq: number }): number => {
      const found = findNumber(home, id)
      if (found !== undefined) return found
      const made = Number(insert.run(home, id, kind, firstSeq).lastInsertRowid)
      numbers.set(`${home}/${id}`, made)
      return made
    },
    replicaName: (number: number): ReplicaName => {
      const found = names.get(number) ?? name.get(number)
      if (!found) throw new Error(`bug: replica ${number} has no name`)
      names.set(number, found)
      return found
    },
    forgetReplicas: () => {
      numbers.clear()
      names.clear()
    },
  }
}

function openWriterNames(database: Sqlite) {
  const numbers = new BoundedCache<string, number>(maxRemembered)
  const names = new BoundedCache<number, Writer>(maxRemembered)
  const find = database.prepare<[string, string, string, string], { number: number }>(
    'SELECT number FROM writers WHERE principal = ? AND device = ? AND agent_run = ? AND on_behalf_of = ?',
  )
  const name = database.prepare<[number], Writer>(
    'SELECT principal, device, agent_run AS agentRun, on_behalf_of AS onBehalfOf FROM writers WHERE number = ?',
  )
  const insert = database.prepare(
    'INSERT INTO writers (principal, device, agent_run, on_behalf_of) VALUES (?, ?, ?, ?)',
  )
  return {
    /** Its number, which it gets now when it is new. */
    numberWriter: ({ principal, device, agentRun, onBehalfOf }: Writer): number => {
      const key = `${principal} ${device} ${onBehalfOf} ${agentRun}`
      const known = numbers.get(key)
      if (known !== undefined) return known
      const found = find.get(principal, device, agentRun, onBehalfOf)?.number
      const number = found ?? Number(insert.run(principal, device, agentRun, onBehalfOf).lastInsertRowid)
      numbers.set(key, number)
      return number
    },
    writer: (number: number): Writer => {
      const found = names.get(number) ?? name.get(number)
      if (!found) throw new Error(`bug: writer ${number} has no name`)
      names.set(number, found)
      return found
    },
    forgetWriters: () => {
      numbers.clear()
      names.clear()
    },
  }
}
