import { allows, type Role } from '#shared/access/roles.ts'
import type { AccountId, WorkspaceId } from '#shared/kit/ids.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { CurrentWorkspace, WorkspaceEntry } from './engine-contract.ts'
import { cell, type Live } from './live.ts'

/** The workspaces of this device, and the one that is open in this tab. */
export class WorkspaceBook {
  readonly #all = new Map<WorkspaceId, StoredWorkspace>()
  readonly #entries = cell<readonly WorkspaceEntry[]>([])
  readonly #current
  #account: AccountId | undefined

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

  remove(id: WorkspaceId): void {
    this.#all.delete(id)
    this.#tell()
  }

  open(id: WorkspaceId): void {
    const workspace = this.#all.get(id)
    if (workspace) this.#setCurrent(currentOf(workspace))
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
    if (current) this.#setCurrent(currentOf(current))
  }

  #setCurrent(next: CurrentWorkspace): void {
    if (JSON.stringify(next) !== JSON.stringify(this.#current.get())) this.#current.set(next)
  }
}

export function canWriteIn(workspace: StoredWorkspace | undefined): boolean {
  return workspace?.origin === 'local' || allows(roleOf(workspace), 'write')
}

function roleOf(workspace: StoredWorkspace | undefined): Role | undefined {
  return !workspace || workspace.role === 'none' ? undefined : workspace.role
}

function entryOf(workspace: StoredWorkspace): WorkspaceEntry {
  const { id, name, origin } = workspace
  // Without access the role of least rights is shown: what is on the device can still be read.
  return { id, name, isLocal: origin === 'local', role: roleOf(workspace) ?? 'viewer' }
}

function currentOf(workspace: StoredWorkspace): CurrentWorkspace {
  const isSynced = workspace.origin === 'synced'
  return {
    ...entryOf(workspace),
    canWrite: canWriteIn(workspace),
    canShare: isSynced && allows(roleOf(workspace), 'share'),
  }
}
