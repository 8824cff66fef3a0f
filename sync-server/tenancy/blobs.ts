import type { Readable } from 'node:stream'
import type { BlobHash, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { StoredBlob } from '#shared/protocol/rest.ts'
import type { BlobFiles } from '#server/storage/blob-files.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

export const maxBlobBytes = 64 * 1024 * 1024

/**
 * Content-addressed files of a workspace. A blob belongs to the workspaces to which somebody brought its bytes: knowing a hash is
 * not having a blob, so the bytes are taken and checked even when another workspace has them.
 */
export interface Blobs {
  put(blob: NewBlob): Promise<Outcome<'too-large' | 'wrong-hash', { blob: StoredBlob; isNew: boolean }>>
  find(workspace: WorkspaceId, hash: BlobHash): Promise<StoredBlob | undefined>
  read(workspace: WorkspaceId, hash: BlobHash): Promise<{ blob: StoredBlob; stream: Readable } | undefined>
}

export interface NewBlob {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  readonly type: string
  readonly stream: Readable
}

export function openBlobs({ storage, files }: { storage: Storage; files: BlobFiles }): Blobs {
  const find = async (workspace: WorkspaceId, hash: BlobHash) =>
    (await homeOfWorkspace(storage, workspace))?.store.blob(workspace, hash)
  return {
    find,
    put: async ({ workspace, hash, type, stream }) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (!home) throw new Error(`bug: a blob for ${workspace}, which nobody made`)
      const found = await home.store.blob(workspace, hash)
      if (found) return done({ blob: found, isNew: false })
      const received = await files.put({ organisation: home.organisation, hash, stream })
      if (!received.ok) return refused(received.reason)
      const blob = { hash, type, bytes: received.value }
      await home.store.insertBlob(workspace, blob)
      return done({ blob, isNew: true })
    },
    read: async (workspace, hash) => {
      const home = await homeOfWorkspace(storage, workspace)
      const blob = await home?.store.blob(workspace, hash)
      const file = home && blob && (await files.read(home.organisation, hash))
      return blob && file && { blob, stream: file.stream }
    },
  }
}
