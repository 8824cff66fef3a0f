import type { Readable } from 'node:stream'
import type { BlobHash, OrganisationId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Access } from '#server/access/access.ts'
import type { ApiKeys } from '#server/identity/api-keys.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Act } from '../act.ts'
import type { Quotas } from '../quotas/quotas.ts'
import { type Erased, eraseOrganisation } from './erase-organisation.ts'
import { exportOrganisation, type OrganisationExport } from './export-organisation.ts'
import { type ImportedArchive, importOrganisation } from './import-organisation.ts'

export interface DataExportPorts {
  readonly storage: Storage
  readonly access: Access
  readonly keys: ApiKeys
  readonly quotas: Quotas
  readonly clock: Clock
  readonly dataFolder: string
  readonly files: ExportedFiles
  mint(prefix: string): string
  nameOf(organisation: OrganisationId): Promise<string>
}

/** Files of an organisation by their hash. */
export interface ExportedFiles {
  /** undefined: it is not there. */
  size(organisation: OrganisationId, hash: BlobHash): Promise<number | undefined>
  open(organisation: OrganisationId, hash: BlobHash): AsyncIterable<Uint8Array>
}

/** Whole organisations that leave, come, or go for ever. Whether the caller may is asked before, at the door. */
export interface DataExport {
  export(organisation: OrganisationId, act: Act): Promise<OrganisationExport>
  /** Throws an ArchiveFault for an archive that is not taken. */
  import(source: Readable, act: Act): Promise<ImportedArchive>
  erase(asked: { organisation: OrganisationId; name: string }, act: Act): Promise<Outcome<'wrong-name', Erased>>
}

export function openDataExport(ports: DataExportPorts): DataExport {
  return {
    export: (organisation, act) => exportOrganisation(ports, organisation, act),
    import: (source, act) => importOrganisation(ports, source, act),
    erase: (asked, act) => eraseOrganisation(ports, asked, act),
  }
}
