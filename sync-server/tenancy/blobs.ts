import type { Readable } from 'node:stream'
import type { BlobHash, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { StoredBlob } from '#shared/protocol/rest.ts'
import type { BlobFiles } from '#server/storage/blob-files.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import type { LogQuotas } from './quotas/log-quotas.ts'

export const maxBlobBytes = 64 * 1024 * 1024

/**
 * Content-addressed files of a workspace. A blob belongs to the workspaces to which somebody brought its bytes: knowing a hash is
 * not having a blob, so the bytes are taken and checked even when another workspace has them.
 */
export interface Blobs {
  put(
    blob: NewBlob,
  ): Promise<Outcome<'too-large' | 'wrong-hash' | 'storage-full', { blob: StoredBlob; isNew: boolean }>>
  find(workspace: WorkspaceId, hash: BlobHash): Promise<StoredBlob | undefined>
  read(workspace: WorkspaceId, hash: BlobHash): Promise<{ blob: StoredBlob; stream: Readable } | undefined>
}

export interface NewBlob {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  readonly type: string
  /** As far as it is known before they come. */
  readonly bytes?: number | undefined
  readonly stream: Readable
}

export interface BlobPorts {
  readonly storage: Storage
  readonly files: BlobFiles
  readonly quotas: LogQuotas
}

export function openBlobs({ storage, files, quotas }: BlobPorts): Blobs {
  const find = async (workspace: WorkspaceId, hash: BlobHash) =>
    (await homeOfWorkspace(storage, workspace))?.store.blob(workspace, hash)
  return {
    find,
    put: async ({ workspace, hash, type, bytes, stream }) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (!home) throw new Error(`bug: a blob for ${workspace}, which nobody made`)
      const found = await home.store.blob(workspace, hash)
      if (found) return done({ blob: found, isNew: false })
      const room = await quotas.roomForBlob(workspace, { bytes, most: maxBlobBytes })
      if (!room.ok) return refused('storage-full')
      let stored = 0
      try {
        const maxBytes = room.value.bytes
        const received = await files.put({ organisation: home.organisation, hash, stream, maxBytes })
        if (!received.ok)
          return refused(received.reason === 'too-large' && maxBytes < maxBlobBytes ? 'storage-full' : received.reason)
        const blob = { hash, type, bytes: received.value }
        await home.store.insertBlob(workspace, blob)
        stored = blob.bytes
        return done({ blob, isNew: true })
      } finally {
        room.value.end(stored)
      }
    },
    read: async (workspace, hash) => {
      const home = await homeOfWorkspace(storage, workspace)
      const blob = await home?.store.blob(workspace, hash)
      const file = home && blob && (await files.read(home.organisation, hash))
      return blob && file && { blob, stream: file.stream }
    },
  }
}
