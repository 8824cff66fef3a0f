import { allows, type Role } from '#shared/access/roles.ts'
import type { AccountId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { begunAnew, type StoredWorkspace } from '#client/platform/store.ts'
import type { CurrentWorkspace, WorkspaceEntry } from './engine-contract.ts'
import { cell, type Live } from './live.ts'

/** The workspaces of this device, and the one that is open in this tab. */
export class WorkspaceBook {
  readonly #all = new Map<WorkspaceId, StoredWorkspace>()
  readonly #entries = cell<readonly WorkspaceEntry[]>([])
  readonly #current
  #account: AccountId | undefined
  #withheld: ReadonlySet<WorkspaceId> = new Set()

  constructor(all: readonly StoredWorkspace[], current: StoredWorkspace) {
    for (const workspace of [...all, current]) this.#all.set(workspace.id, workspace)
    this.#current = cell(currentOf(current))
    this.#tell()
  }

  get entries(): Live<readonly WorkspaceEntry[]> {
    return this.#entries
  }

  get current(): Live<CurrentWorkspace> {
    return this.#current
  }

  find(id: WorkspaceId): StoredWorkspace | undefined {
    return this.#all.get(id)
  }

  all(): readonly StoredWorkspace[] {
    return [...this.#all.values()]
  }

  /** How far it has been read is known best by the tab that reads: news of a workspace leave that as it is here. */
  put(workspaces: readonly StoredWorkspace[]): void {
    for (const { cursor, floor, bootstrap, history, ...workspace } of workspaces) {
      const first = {
        cursor,
        ...(floor !== undefined && { floor }),
        ...(bootstrap && { bootstrap }),
        ...(history && { history }),
      }
      const known = this.#all.get(workspace.id) ?? first
      this.#all.set(workspace.id, { ...known, ...workspace })
    }
    this.#tell()
  }

  /** As the store has it, cursors too. */
  refresh(workspaces: readonly StoredWorkspace[]): void {
    for (const workspace of workspaces) this.#all.set(workspace.id, workspace)
    this.#tell()
  }

  patch(id: WorkspaceId, patch: Partial<StoredWorkspace>): void {
    const known = this.#all.get(id)
    if (known) this.refresh([{ ...known, ...patch }])
  }

  /** Nothing of it is stored any more. */
  begunAnew(id: WorkspaceId): void {
    const known = this.#all.get(id)
    if (known) this.refresh([begunAnew(known)])
  }

  /** May not be shown before the server has been heard. */
  withhold(ids: ReadonlySet<WorkspaceId>): void {
    this.#withheld = ids
    this.#tell()
  }

  isWithheld(id: WorkspaceId): boolean {
    return this.#withheld.has(id)
  }

  /** Whether one thing of it may be changed; that of the whole is the answer for most. */
  canWriteTo(id: WorkspaceId, replica: ReplicaId): boolean {
    const workspace = this.#all.get(id)
    if (this.#withheld.has(id) || workspace?.role === 'none') return false
    return canWriteIn(workspace) !== (workspace?.exceptions?.includes(replica) ?? false)
  }

  remove(id: WorkspaceId): void {
    this.#all.delete(id)
    this.#tell()
  }

  open(id: WorkspaceId): void {
    const workspace = this.#all.get(id)
    if (workspace) this.#setCurrent(this.#currentOf(workspace))
  }

  /** Whose workspaces are shown: those of another account on this device stay out of sight. */
  setAccount(account: AccountId | undefined): void {
    this.#account = account
    this.#tell()
  }

  #tell(): void {
    const shown = this.all().filter(
      ({ origin, account }) => origin === 'local' || !this.#account || account === this.#account,
    )
    const entries = shown.map(entryOf).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
    if (JSON.stringify(entries) !== JSON.stringify(this.#entries.get())) this.#entries.set(entries)
    const current = this.#all.get(this.#current.get().id)
    if (current) this.#setCurrent(this.#currentOf(current))
  }

  #currentOf(workspace: StoredWorkspace): CurrentWorkspace {
    const current = currentOf(workspace)
    const isWithheld = this.#withheld.has(workspace.id)
    if (!isWithheld) return current
    return { ...current, canWrite: false, canShare: false, canAsk: false, exceptions: [], isWithheld }
  }

  #setCurrent(next: CurrentWorkspace): void {
    if (JSON.stringify(next) !== JSON.stringify(this.#current.get())) this.#current.set(next)
  }
}

export function canWriteIn(workspace: StoredWorkspace | undefined): boolean {
  return workspace?.origin === 'local' || allows(roleOf(workspace), 'write')
}

function roleOf(workspace: StoredWorkspace | undefined): Role | undefined {
  if (!workspace || workspace.role === 'none') return undefined
  return workspace.role === 'guest' ? 'viewer' : workspace.role
}

function entryOf(workspace: StoredWorkspace): WorkspaceEntry {
  const { id, name, origin, role } = workspace
  // Without access the role of least rights is shown.
  return { id, name, isLocal: origin === 'local', role: roleOf(workspace) ?? 'viewer', isGuest: role === 'guest' }
}

function currentOf(workspace: StoredWorkspace): CurrentWorkspace {
  const isSynced = workspace.origin === 'synced'
  return {
    ...entryOf(workspace),
    canWrite: canWriteIn(workspace),
    canShare: isSynced && allows(roleOf(workspace), 'share'),
    canAsk: isSynced && workspace.role !== 'none' && (workspace.canAsk ?? allows(roleOf(workspace), 'execute')),
    exceptions: workspace.role === 'none' ? [] : (workspace.exceptions ?? []),
    isWithheld: false,
  }
}
