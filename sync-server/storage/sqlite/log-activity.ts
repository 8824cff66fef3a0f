import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ActivityStore, Envelope, TypedChange } from '../activity-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

const columns = `seq, changes.replica, first_seq AS firstSeq, writer, time_ms AS timeMs, length(bytes) AS bytes
   FROM changes JOIN replicas ON replicas.number = changes.replica`

/** A stretch of the key of `changes`, and one look into `replicas` for each. */
export const envelopesBefore = `SELECT ${columns}
   WHERE changes.workspace = ? AND seq < ? AND seq >= ? ORDER BY seq DESC`

/** Things that were changed since, by their index, and of those that count a stretch of their changes. An id begins with its type and `_`. */
export const changesOfType = `SELECT seq, replicas.id AS replica, writer, time_ms AS timeMs, bytes
   FROM replicas INDEXED BY replicas_by_use CROSS JOIN changes ON changes.replica = replicas.number
   WHERE replicas.workspace = @home AND replicas.last_seq > @after AND replicas.id GLOB @type || '_*'
     AND seq > @after AND seq <= @upTo ORDER BY seq LIMIT @max`

export function openActivityStore(database: Sqlite, names: LogNames): ActivityStore {
  const before = database.prepare<[number, number, number], EnvelopeRow>(envelopesBefore)
  const first = database.prepare<[number], EnvelopeRow>(
    `SELECT ${columns} WHERE changes.replica = ? ORDER BY seq LIMIT 1`,
  )
  const bytes = database.prepare<[number, number], { bytes: Buffer }>(
    'SELECT bytes FROM changes WHERE workspace = ? AND seq = ?',
  )
  const ofType = database.prepare<[object], Omit<TypedChange, 'author'> & { writer: number }>(changesOfType)
  const envelopeOf = ({ seq, replica, firstSeq, writer, timeMs, bytes }: EnvelopeRow): Envelope => {
    const { principal: author, agentRun, onBehalfOf } = names.writer(writer)
    const { id } = names.replicaName(replica)
    return { seq, replica: id, isFirst: firstSeq === seq, author, writer, agentRun, onBehalfOf, timeMs, bytes }
  }
  const reach = async (workspace: WorkspaceId) => names.workspace(workspace) ?? { number: -1, head: 0, floor: 0 }
  return {
    reach,
    envelopes: async (workspace, { before: asked, max }) => {
      const { number, head } = await reach(workspace)
      const end = Math.min(asked, head + 1)
      return before.all(number, end, end - max).map(envelopeOf)
    },
    firstEnvelope: async (workspace, replica) => {
      const home = names.workspace(workspace)
      const number = home && names.replicaNumber(home.number, replica)
      const row = number === undefined ? undefined : first.get(number)
      return row?.seq === row?.firstSeq && row ? envelopeOf(row) : undefined
    },
    changesOfType: async (workspace, type, stretch) => {
      const { number } = await reach(workspace)
      const rows = ofType.all({ home: number, type, ...stretch })
      return rows.map(({ writer, ...change }) => ({ ...change, author: names.writer(writer).principal }))
    },
    bytesOf: async (workspace, seqs) => {
      const { number } = await reach(workspace)
      return seqs.flatMap((seq) => {
        const row = bytes.get(number, seq)
        return row ? [{ seq, bytes: row.bytes }] : []
      })
    },
  }
}

interface EnvelopeRow {
  readonly seq: number
  readonly replica: number
  readonly firstSeq: number
  readonly writer: number
  readonly timeMs: number
  readonly bytes: number
}
