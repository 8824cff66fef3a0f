import { join } from 'node:path'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { type Audit, openAudit } from '#server/audit/audit.ts'
import { type FactorSecrets, openFactorSecrets, sealFactors } from '#server/secrets/factor-secrets.ts'
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
  tell?(sentence: string): void
}

export interface Safekeeping {
  readonly audit: Audit
  readonly secrets: Secrets
  readonly factorSecrets: FactorSecrets
}

/** The audit logs, the credential store, and what second factors are checked with. */
export async function openSafekeeping(storage: Storage, options: SafekeepingOptions): Promise<Safekeeping> {
  const { dataFolder, clock, random, report = () => undefined } = options
  const file = options.checkpointFile ?? join(dataFolder, checkpointFile)
  const keyEncryption = openLocalKeyEncryption(storage.keys, random)
  const unread = await sealFactors({ control: storage.control, keyEncryption, clock })
  if (unread > 0) options.tell?.(unreadFactors(unread))
  return {
    audit: openAudit({ storage, dataFolder, checkpointFile: file, clock, report }),
    secrets: openSecrets({ storage, keyEncryption, clock, random }),
    factorSecrets: openFactorSecrets(keyEncryption),
  }
}

function unreadFactors(count: number): string {
  return (
    `${count} second ${count === 1 ? 'factor is' : 'factors are'} encrypted with a server key that is not here. Until it is back, these people ` +
    'sign in with a recovery code, or after "nexus admin reset-factor --user EMAIL".'
  )
}
