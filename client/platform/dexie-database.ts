import Dexie, { type Table } from 'dexie'
import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { PackRecord, RowRecord } from './dexie-rows.ts'
import type { StoredBlob, StoredChunk, StoredRefusal, StoredWorkspace } from './store.ts'

/** `unsent` is absent on what is sent, so that the index over it holds the outbox only. */
export interface ChunkRecord extends Omit<StoredChunk, 'n' | 'isUnsent' | 'isResent'> {
  n?: number
  unsent?: 1
  resent?: 1
}

interface BlobRecord extends StoredBlob {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  unsent?: 1
}

interface ActorRecord {
  readonly workspace: WorkspaceId
  readonly actor: string
  readonly principal: PrincipalId
}

export const schemaVersion = 1

// A scope function of a transaction must itself be written as `async`: Dexie tells by that to keep the transaction over awaits.
export class Database extends Dexie {
  readonly chunks!: Table<ChunkRecord, number>
  readonly rows!: Table<RowRecord, [WorkspaceId, ReplicaId]>
  readonly packs!: Table<PackRecord, number>
  readonly workspaces!: Table<StoredWorkspace, WorkspaceId>
  readonly actors!: Table<ActorRecord, [WorkspaceId, string]>
  readonly refused!: Table<StoredRefusal, string>
  readonly blobs!: Table<BlobRecord, [WorkspaceId, BlobHash]>
  readonly settings!: Table<{ name: string; value: unknown }, string>

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(schemaVersion).stores({
      chunks: '++n, [workspace+replica], [workspace+unsent], workspace',
      rows: '[workspace+id], workspace',
      packs: '++n, workspace',
      workspaces: 'id',
      actors: '[workspace+actor], workspace',
      refused: 'id, workspace',
      blobs: '[workspace+hash], [workspace+unsent], workspace',
      settings: 'name',
    })
  }
}
