import { join } from 'node:path'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { type Audit, openAudit } from '#server/audit/audit.ts'
import { openLocalKeyEncryption } from '#server/secrets/key-encryption.ts'
import { openSecrets, type Secrets } from '#server/secrets/secrets.ts'
import type { KeySource } from '#server/storage/key-ring.ts'
import { checkpointFile } from '#server/storage/sqlite/data-files.ts'
import type { Storage } from '#server/storage/storage.ts'

/** Where the operator keeps what does not belong beside the data. */
export interface SafekeepingSettings {
  /** Where the server's keys are; undefined: in the data folder. */
  readonly serverKeys?: Partial<KeySource> | undefined
  /** Where checkpoints of the audit logs are; undefined: in the data folder. */
  readonly checkpointFile?: string | undefined
}

interface SafekeepingOptions extends SafekeepingSettings {
  readonly dataFolder: string
  readonly clock: Clock
  readonly random: Random
  report?(fault: unknown): void
}

export interface Safekeeping {
  readonly audit: Audit
  readonly secrets: Secrets
}

/** The audit logs and the credential store. */
export function openSafekeeping(storage: Storage, options: SafekeepingOptions): Safekeeping {
  const { dataFolder, clock, random, report = () => undefined } = options
  const file = options.checkpointFile ?? join(dataFolder, checkpointFile)
  return {
    audit: openAudit({ storage, dataFolder, checkpointFile: file, clock, report }),
    secrets: openSecrets({ storage, keyEncryption: openLocalKeyEncryption(storage.keys, random), clock, random }),
  }
}
