export type { Awareness } from 'y-protocols/awareness'
export type {
  ContentHistory,
  CurrentWorkspace,
  Engine,
  EngineRefusal,
  OpenReplica,
  OpenState,
  Peer,
  People,
  RefusedEntry,
  RunOptions,
  ServerOutcome,
  SessionCalls,
  SessionState,
  SignUp,
  StorageHealth,
  SyncStatus,
  TakeOptions,
  UndoState,
  UndoStep,
  WorkspaceEntry,
} from './engine-contract.ts'
export type { Live } from './live.ts'
export { openEngine } from './open-engine.ts'
export { replicaMessages } from './messages.ts'
export { EngineProvider, useEngine } from './react/engine-context.tsx'
export { useBlobs } from './react/use-blobs.ts'
export { useDraft } from './react/use-draft.ts'
export { useHeldInput } from './react/use-held-input.ts'
export { useOpenReplica, usePeers } from './react/use-open-replica.ts'
export { useQuery, useRows } from './react/use-rows.ts'
export { type Run, useRun, type UseRunOptions } from './react/use-run.ts'
export {
  type RefusedTray,
  usePeople,
  useRefused,
  useSession,
  useStorageHealth,
  useSyncStatus,
  useUndo,
  useWorkspace,
  useWorkspaces,
  type Workspaces,
} from './react/use-state.ts'
