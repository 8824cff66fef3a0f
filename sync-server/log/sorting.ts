import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { LogStore } from '#server/storage/log-store.ts'

/**
 * Workspaces with commits that are not sorted yet, and the word when they are. What commits while others are awaited is awaited next, so
 * nothing is told too early, and nobody hurries the store.
 */
export class Sorting {
  readonly #store: LogStore
  readonly #tell: (workspace: WorkspaceId) => void
  #noted = new Set<WorkspaceId>()
  #running: Promise<void> | undefined

  constructor(store: LogStore, tell: (workspace: WorkspaceId) => void) {
    this.#store = store
    this.#tell = tell
  }

  note(workspace: WorkspaceId): void {
    this.#noted.add(workspace)
    this.#running ??= this.#run()
  }

  async settled(): Promise<void> {
    while (this.#running) {
      await this.#store.sorted('now')
      await this.#running
    }
  }

  async #run(): Promise<void> {
    while (this.#noted.size > 0) {
      const workspaces = this.#noted
      this.#noted = new Set()
      // A store that has failed says so to those who write; what waits is found again when it is opened.
      await this.#store.sorted('soon').catch(() => undefined)
      for (const workspace of workspaces) this.#tell(workspace)
    }
    this.#running = undefined
  }
}
