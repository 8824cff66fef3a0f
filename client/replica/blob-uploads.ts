import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { UnsentCount } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import { callServer } from './server-calls.ts'

/** Files that wait to be sent, one after another. */
export class BlobUploads {
  readonly #core: Core
  readonly #waiting = new Map<WorkspaceId, number>()
  readonly #problems = new Map<WorkspaceId, string>()
  readonly #running = new Set<WorkspaceId>()

  constructor(core: Core) {
    this.#core = core
  }

  onChange: () => void = () => {}

  waiting(workspace: WorkspaceId): number {
    return this.#waiting.get(workspace) ?? 0
  }

  /** A sentence, when the server does not take a file. */
  problem(workspace: WorkspaceId): string | undefined {
    return this.#problems.get(workspace)
  }

  recount(counts: ReadonlyMap<WorkspaceId, UnsentCount> | undefined): void {
    if (!counts) return
    this.#waiting.clear()
    for (const [workspace, { blobs }] of counts) this.#waiting.set(workspace, blobs)
  }

  async run(workspace: WorkspaceId): Promise<void> {
    if (this.#running.has(workspace)) return
    this.#running.add(workspace)
    this.#problems.delete(workspace)
    try {
      for (let isFine = true; isFine; ) isFine = await this.#sendNext(workspace)
    } catch {
      // The store or the network is away; the next connection tries again.
    } finally {
      this.#running.delete(workspace)
      this.onChange()
    }
  }

  async #sendNext(workspace: WorkspaceId): Promise<boolean> {
    const { store, edges } = this.#core
    const waiting = await store.unsentBlobs(workspace)
    this.#waiting.set(workspace, waiting.length)
    this.onChange()
    const [hash] = waiting
    const blob = hash && (await store.blob(workspace, hash))
    if (!hash || !blob) return false
    const sent = await callServer(edges.http, 'PUT', `workspaces/${workspace}/blobs/${hash}`, blob)
    if (sent.ok) {
      await store.settleBlob(workspace, hash)
      return true
    }
    if (sent.reason !== 'unreachable' && sent.reason !== 'not-signed-in') {
      this.#problems.set(workspace, `The server did not take a file: ${sent.detail ?? sent.reason}`)
    }
    return false
  }
}
