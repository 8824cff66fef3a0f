import { join } from 'node:path'
import type { AuditCheckpoint } from '../audit-store.ts'
import { openCheckpointFile } from '../checkpoint-file.ts'
import { type KeySource, type KnownKeys, noKeys, readKeyRing } from '../key-ring.ts'
import { verifyAuditFile } from '../sqlite/audit-file.ts'
import { checkpointFile, keyFile } from '../sqlite/data-files.ts'

/** Where the operator keeps keys and checkpoints; undefined: in the data folder. */
export interface AuditPlaces {
  readonly keys?: KeySource | undefined
  readonly checkpoints?: string | undefined
}

const maxFaults = 5

/** What was changed in an audit log, in sentences. What can not be proven for want of a key is not among them. */
export async function openAuditCheck(
  dataFolder: string,
  { keys, checkpoints }: AuditPlaces,
): Promise<(log: string) => readonly string[]> {
  const outside = await openCheckpointFile(checkpoints ?? join(dataFolder, checkpointFile)).read()
  const ring = ringOrNone(keys ?? { file: join(dataFolder, keyFile) })
  return (log) => faultsOf(dataFolder, log, { ring, outside: outside?.get(log) ?? [] })
}

interface Known {
  readonly ring: KnownKeys
  readonly outside: readonly AuditCheckpoint[]
}

function faultsOf(dataFolder: string, log: string, { ring, outside }: Known): readonly string[] {
  try {
    const faults = verifyAuditFile(dataFolder, { keys: ring, log, outside })?.faults ?? []
    const told = faults
      .slice(0, maxFaults)
      .map(({ number, what }) => `the audit log was changed: entry ${number}: ${what}`)
    return faults.length > maxFaults ? [...told, '"nexus audit verify" says more'] : told
  } catch {
    // Pages that can not be read are told by whoever looks at the pages.
    return []
  }
}

function ringOrNone(keys: KeySource): KnownKeys {
  try {
    return readKeyRing(keys) ?? noKeys
  } catch {
    return noKeys
  }
}
