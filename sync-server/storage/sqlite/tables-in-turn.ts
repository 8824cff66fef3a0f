import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { LogStore } from '../log-store.ts'

/** Questions to the tables that want to know of everything; who works in the background asks the tables as they are. */
export function sortedFirst(tables: LogStore, sort: (workspace?: WorkspaceId) => Promise<void>): Partial<LogStore> {
  return {
    behind: (consumer) => sort().then(() => tables.behind(consumer)),
    countOldChanges: (workspace, olderThanMs) =>
      sort(workspace).then(() => tables.countOldChanges(workspace, olderThanMs)),
    ofReplica: (workspace, replica) => sort(workspace).then(() => tables.ofReplica(workspace, replica)),
    historyOf: (workspace, ...rest) => sort(workspace).then(() => tables.historyOf(workspace, ...rest)),
    countReplicas: (workspace) => sort(workspace).then(() => tables.countReplicas(workspace)),
    replicasInUse: (workspace, walk) => sort(workspace).then(() => tables.replicasInUse(workspace, walk)),
    replicasMoved: (workspace, walk) => sort(workspace).then(() => tables.replicasMoved(workspace, walk)),
    rowsInUse: (workspace, walk) => sort(workspace).then(() => tables.rowsInUse(workspace, walk)),
    keptRow: (workspace, replica) => sort(workspace).then(() => tables.keptRow(workspace, replica)),
    envelopes: (workspace, stretch) => sort(workspace).then(() => tables.envelopes(workspace, stretch)),
    stateOf: (place, bounds) => sort(place.workspace).then(() => tables.stateOf(place, bounds)),
  }
}

/** A database has one writer at a time, and who waits for it in SQLite holds up the event loop: so it is waited for outside. */
export function inTurn(tables: LogStore, quiet: () => Promise<void>): Partial<LogStore> {
  return {
    beginAnew: (...given) => quiet().then(() => tables.beginAnew(...given)),
    advance: (step) => quiet().then(() => tables.advance(step)),
    writeAside: (...given) => quiet().then(() => tables.writeAside(...given)),
    takeAside: (...given) => quiet().then(() => tables.takeAside(...given)),
    passOver: (ref) => quiet().then(() => tables.passOver(ref)),
    forgetChanges: (...given) => quiet().then(() => tables.forgetChanges(...given)),
    setHistoryDays: (days) => quiet().then(() => tables.setHistoryDays(days)),
    saveActors: (...given) => quiet().then(() => tables.saveActors(...given)),
  }
}

/** The same for a whole store that writes while agents work. */
export function afterQuiet<Store extends object>(store: Store, quiet: () => Promise<void>): Store {
  const methods = Object.entries(store) as [string, (...given: readonly unknown[]) => unknown][]
  return Object.fromEntries(
    methods.map(([name, method]) => [name, (...given: readonly unknown[]) => quiet().then(() => method(...given))]),
  ) as Store
}
