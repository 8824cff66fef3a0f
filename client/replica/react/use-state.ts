import { useMemo } from 'react'
import type { Account, Member } from '#shared/protocol/rest.ts'
import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type {
  CurrentWorkspace,
  Engine,
  RefusedEntry,
  SessionCalls,
  SessionState,
  StorageHealth,
  SyncStatus,
  UndoState,
  WorkspaceEntry,
} from '../engine-contract.ts'
import { useEngine, useLive } from './engine-context.tsx'

export function useWorkspace(): CurrentWorkspace {
  return useLive(useEngine().live.workspace)
}

export interface Workspaces extends Pick<Engine, 'createLocal' | 'createSynced' | 'rename'> {
  readonly all: readonly WorkspaceEntry[]
  /** false: no such workspace on this device. */
  open(id: WorkspaceId): Promise<boolean>
}

export function useWorkspaces(): Workspaces {
  const engine = useEngine()
  const all = useLive(engine.live.workspaces)
  return useMemo(() => {
    const { open, createLocal, createSynced, rename } = engine
    return { all, open, createLocal, createSynced, rename }
  }, [engine, all])
}

/** Where the work of the current workspace is, truthfully. */
export function useSyncStatus(): SyncStatus {
  return useLive(useEngine().live.shownSync)
}

export type RefusedTray = Engine['refused'] & { readonly entries: readonly RefusedEntry[] }

export function useRefused(): RefusedTray {
  const engine = useEngine()
  const entries = useLive(engine.live.refused)
  return useMemo(() => ({ ...engine.refused, entries }), [engine, entries])
}

export function useStorageHealth(): StorageHealth & Pick<Engine, 'requestPersistence' | 'forgetLoss' | 'unsavedText'> {
  const engine = useEngine()
  const health = useLive(engine.live.health)
  return useMemo(() => {
    const { requestPersistence, forgetLoss, unsavedText } = engine
    return { ...health, requestPersistence, forgetLoss, unsavedText }
  }, [engine, health])
}

export function usePeople(): {
  readonly me?: Account
  readonly members: readonly Member[]
  nameOf(principal: PrincipalId): string
} {
  const engine = useEngine()
  const people = useLive(engine.live.people)
  return useMemo(() => ({ ...people, nameOf: engine.nameOf }), [engine, people])
}

export function useSession(): SessionState & SessionCalls {
  const engine = useEngine()
  const session = useLive(engine.live.session)
  return useMemo(() => ({ ...engine.session, ...session }), [engine, session])
}

export function useUndo(): UndoState {
  return useLive(useEngine().live.undo)
}
