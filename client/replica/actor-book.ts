import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Store } from '#client/platform/store.ts'

/** Who is behind an Automerge actor, as the envelopes of the log have told. */
export class ActorBook {
  readonly #store: Store
  readonly #pages = new Map<WorkspaceId, Promise<Map<string, PrincipalId>>>()
  readonly #loaded = new Map<WorkspaceId, Map<string, PrincipalId>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** To be awaited before the others are asked about a workspace. */
  async ready(workspace: WorkspaceId): Promise<void> {
    const page = this.#pages.get(workspace) ?? this.#load(workspace)
    this.#pages.set(workspace, page)
    await page
  }

  principalOf(workspace: WorkspaceId, actor: string): PrincipalId | undefined {
    return this.#loaded.get(workspace)?.get(actor)
  }

  /** true: news, to be stored. The first principal of an actor stays. */
  learn(workspace: WorkspaceId, actor: string, principal: PrincipalId): boolean {
    const page = this.#loaded.get(workspace)
    if (!page || page.has(actor)) return false
    page.set(actor, principal)
    return true
  }

  async #load(workspace: WorkspaceId): Promise<Map<string, PrincipalId>> {
    try {
      const page = new Map(await this.#store.actors(workspace))
      this.#loaded.set(workspace, page)
      return page
    } catch (fault) {
      this.#pages.delete(workspace)
      throw fault
    }
  }
}
