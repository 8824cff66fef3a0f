import { type BlobHash, isBlobHash, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Core } from './core.ts'
import type { Engine } from './engine-contract.ts'

/** As the server has it (docs/rest.md). */
const maxBlobBytes = 64 * 1024 * 1024

export interface BlobsPorts {
  /** A file waits to be sent. */
  onPut(workspace: WorkspaceId): void
}

/** Files of the open workspace, by the hash of their bytes: from this device, else from the server, and then kept here. */
export class Blobs {
  readonly #core: Core
  readonly #ports: BlobsPorts
  readonly #urls = new Map<string, Promise<string | undefined>>()

  constructor(core: Core, ports: BlobsPorts) {
    this.#core = core
    this.#ports = ports
  }

  readonly calls: Engine['blobs'] = {
    put: (file) => this.#put(file),
    get: (hash) => this.#get(hash),
    url: (hash) => this.#url(hash),
  }

  close(): void {
    for (const url of this.#urls.values()) void url.then((each) => each && URL.revokeObjectURL(each))
    this.#urls.clear()
  }

  async #put(file: Blob): Promise<Outcome<'too-large' | 'not-stored' | 'read-only', BlobHash>> {
    const workspace = this.#core.currentId
    if (!this.#core.canWrite(workspace)) return refused('read-only')
    if (file.size > maxBlobBytes) return refused('too-large', '64 MB')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const hash = await hashOf(bytes)
    const type = file.type || 'application/octet-stream'
    try {
      await this.#core.store.putBlob({ workspace, hash, bytes, type, from: 'here' })
    } catch {
      return refused('not-stored')
    }
    this.#ports.onPut(workspace)
    return done(hash)
  }

  async #get(hash: BlobHash): Promise<Blob | undefined> {
    if (!isBlobHash(hash)) return undefined
    const workspace = this.#core.currentId
    if (this.#core.workspaces.isWithheld(workspace)) return undefined
    const stored = await this.#core.store.blob(workspace, hash).catch(() => undefined)
    if (stored) return new Blob([stored.bytes as Uint8Array<ArrayBuffer>], { type: stored.type })
    return this.#fetch(workspace, hash)
  }

  #url(hash: BlobHash): Promise<string | undefined> {
    const key = `${this.#core.currentId}/${hash}`
    const known = this.#urls.get(key)
    if (known) return known
    const url = this.#get(hash).then((blob) => {
      // What is not to be had now may be later.
      if (!blob) this.#urls.delete(key)
      return blob && URL.createObjectURL(blob)
    })
    this.#urls.set(key, url)
    return url
  }

  async #fetch(workspace: WorkspaceId, hash: BlobHash): Promise<Blob | undefined> {
    if (this.#core.workspaces.find(workspace)?.origin !== 'synced') return undefined
    const response = await this.#core.edges.http({ method: 'GET', path: `/api/workspaces/${workspace}/blobs/${hash}` })
    if (response?.status !== 200) return undefined
    const bytes = await response.bytes()
    if ((await hashOf(bytes)) !== hash) return undefined
    const type = response.contentType
    // Full disks do not keep a picture from being shown.
    await this.#core.store.putBlob({ workspace, hash, bytes, type, from: 'log' }).catch(() => undefined)
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type })
  }
}

export async function hashOf(bytes: Uint8Array): Promise<BlobHash> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') as BlobHash
}
