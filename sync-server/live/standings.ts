import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Access, View } from '#server/access/access.ts'

/** What a session was told that it may see of a workspace, and the revision that this was decided at. */
export interface Standing {
  readonly view: View
  readonly revision: number
}

/**
 * What one session was told, by workspace (SY50–SY54). A standing of another revision than the present one proves nothing: whoever acts
 * on it looks again first, so that a message that was lost lets nothing through.
 */
export class Standings {
  readonly #access: Pick<Access, 'viewOf' | 'revisionOf'>
  readonly #principal: () => PrincipalId
  readonly #told = new Map<WorkspaceId, Standing>()

  constructor(access: Pick<Access, 'viewOf' | 'revisionOf'>, principal: () => PrincipalId) {
    this.#access = access
    this.#principal = principal
  }

  get workspaces(): Iterable<WorkspaceId> {
    return this.#told.keys()
  }

  find(workspace: WorkspaceId): Standing | undefined {
    return this.#told.get(workspace)
  }

  isCurrent(workspace: WorkspaceId): boolean {
    return this.#told.get(workspace)?.revision === this.#access.revisionOf(workspace)
  }

  forget(workspace: WorkspaceId): void {
    this.#told.delete(workspace)
  }

  clear(): void {
    this.#told.clear()
  }

  /** As of now; decided again when something changes meanwhile. Answers what was told before. */
  async look(workspace: WorkspaceId): Promise<Standing | undefined> {
    while (true) {
      const revision = this.#access.revisionOf(workspace)
      const view = await this.#access.viewOf(this.#principal(), workspace)
      if (revision !== this.#access.revisionOf(workspace)) continue
      const before = this.#told.get(workspace)
      if (view) this.#told.set(workspace, { view, revision })
      else this.#told.delete(workspace)
      return before
    }
  }
}

/** Whether there is nothing to tell of the change from one to the other. */
export function isSameView(one: View, other: View): boolean {
  return one.role === other.role && one.stamp === other.stamp && isSameList(one.exceptions, other.exceptions)
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((each, index) => each === other[index]))
}
