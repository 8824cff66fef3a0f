import type { ReplicaId } from '#shared/kit/ids.ts'
import type { LogStore } from '../log-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

/** Named by the replica's own id: an actor may be spoken for before its first change is stored. */
export function openActorStore(database: Sqlite, names: LogNames): Pick<LogStore, 'actorsOf' | 'saveActors'> {
  const all = database.prepare<[number, ReplicaId], { actor: Buffer; writer: number; next: number }>(
    'SELECT actor, writer, next FROM actors WHERE workspace = ? AND replica = ?',
  )
  const put = database.prepare(
    'INSERT INTO actors (workspace, replica, actor, writer, next) VALUES (?, ?, ?, ?, ?)' +
      ' ON CONFLICT DO UPDATE SET next = excluded.next',
  )
  const save = database.transaction((home: number, actors: Parameters<LogStore['saveActors']>[1]) => {
    for (const { replica, actor, principal, device, next } of actors) {
      put.run(home, replica, actor, names.numberWriter({ principal, device, agentRun: '', onBehalfOf: '' }), next)
    }
  })
  return {
    actorsOf: async (workspace, replica) => {
      const home = names.workspace(workspace)
      if (!home) return []
      return all.all(home.number, replica).map(({ actor, writer, next }) => {
        const { principal, device } = names.writer(writer)
        return { actor, principal, device, next }
      })
    },
    saveActors: async (workspace, actors) => {
      const home = names.workspace(workspace)
      if (!home) throw new Error(`bug: actors of ${workspace}, which is not in this organisation`)
      try {
        save.immediate(home.number, actors)
      } catch (error) {
        names.forget()
        throw error
      }
    },
  }
}
