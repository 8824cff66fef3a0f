import type { AgentConfiguration, AgentRecord, AgentStore } from '../agent-store.ts'
import type { AuditNote } from '../audit-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

interface StoredAgent {
  readonly id: string
  readonly isBuiltin: number
  readonly configuration: string
  readonly createdMs: number
}

const columns = 'id, is_builtin AS isBuiltin, configuration, created_at AS createdMs'

export function openAgentStore(database: Sqlite): AgentStore {
  const audit = openAuditWriter(database)
  const all = database.prepare<[], StoredAgent>(`SELECT ${columns} FROM agents ORDER BY created_at, id`)
  const one = database.prepare<[string], StoredAgent>(`SELECT ${columns} FROM agents WHERE id = ?`)
  const builtin = database.prepare<[], StoredAgent>(`SELECT ${columns} FROM agents WHERE is_builtin = 1`)
  const put = database.prepare(
    `INSERT INTO agents (id, is_builtin, configuration, created_at) VALUES (@id, @isBuiltin, @configuration, @createdMs)
     ON CONFLICT (id) DO UPDATE SET configuration = excluded.configuration`,
  )
  const remove = database.prepare('DELETE FROM agents WHERE id = ? AND is_builtin = 0')
  const putOne = database.transaction((agent: AgentRecord, note: AuditNote) => {
    put.run(written(agent))
    audit(note)
  })
  const findBuiltin = database.transaction((otherwise: AgentRecord) => {
    const found = builtin.get()
    if (found) return read(found)
    put.run(written(otherwise))
    return otherwise
  })
  const removeOne = database.transaction((id: string, note: AuditNote) => {
    if (remove.run(id).changes === 0) return false
    audit(note)
    return true
  })
  return {
    agents: async () => all.all().map(read),
    agent: async (id) => {
      const found = one.get(id)
      return found && read(found)
    },
    putAgent: async (agent, note) => putOne.immediate(agent, note),
    builtinAgent: async (otherwise) => {
      const found = builtin.get()
      return found ? read(found) : findBuiltin.immediate(otherwise)
    },
    removeAgent: async (id, note) => removeOne.immediate(id, note),
  }
}

function read({ id, isBuiltin, configuration, createdMs }: StoredAgent): AgentRecord {
  return { id, isBuiltin: isBuiltin === 1, createdMs, configuration: JSON.parse(configuration) as AgentConfiguration }
}

function written({ configuration, isBuiltin, ...rest }: AgentRecord) {
  return { ...rest, isBuiltin: isBuiltin ? 1 : 0, configuration: JSON.stringify(configuration) }
}
