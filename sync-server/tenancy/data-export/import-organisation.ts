import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { AccountId, OrganisationId } from '#shared/kit/ids.ts'
import { packParts } from '#server/storage/packed-parts.ts'
import { openWorkerPool } from '#server/log/worker/worker-pool.ts'
import type { ImportedOrganisation, StagedReplica } from '#server/storage/organisation-moves.ts'
import { exportsFolder } from '#server/storage/sqlite/data-files.ts'
import { type Act, noteOf } from '../act.ts'
import { databaseName } from './archive-manifest.ts'
import type { DataExportPorts } from './data-export.ts'
import { readArchive } from './read-archive.ts'

export interface ImportedArchive extends ImportedOrganisation {
  readonly name: string
  readonly exportedAt: string
}

/** A large document takes seconds to be loaded; nobody waits but whoever imports. */
const trialOptions = { timeoutMs: 60_000, maxMegabytes: 1_024, maxJobs: 20_000, idleMs: 10_000 } as const

/** Takes over an organisation from its archive: all of it, or nothing with an ArchiveFault that says why. */
export async function importOrganisation(
  { storage, clock, dataFolder, mint }: DataExportPorts,
  source: Readable,
  act: Act,
): Promise<ImportedArchive> {
  const folder = join(dataFolder, exportsFolder, mint('import'))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pool = openWorkerPool(trialOptions)
  try {
    const { organisation, accounts, exportedAt } = await readArchive(source, folder)
    const imported = await storage.moves.importOrganisation({
      organisation: organisation.id as OrganisationId,
      database: join(folder, databaseName),
      blobs: join(folder, 'blobs'),
      accounts: accounts.map((account) => ({ ...account, id: account.id as AccountId })),
      timeMs: clock.now(),
      mint,
      isSound: (replica) => isSound(replica, pool),
      note: (made) => noteOfImport(made, { clock, act, from: organisation.id, exportedAt }),
    })
    const store = await storage.organisation(imported.organisation)
    await store.audit.insertNote(noteOfImport(imported, { clock, act, from: organisation.id, exportedAt }))
    return { ...imported, name: organisation.name, exportedAt }
  } finally {
    await pool.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What nobody could load is not stored: it would stop every device that gets it. */
async function isSound({ kind, parts }: StagedReplica, pool: ReturnType<typeof openWorkerPool>): Promise<boolean> {
  if (parts.length === 0) return true
  const packed = packParts(parts)
  const tried = await pool.run('loadsAlike', { kind, before: packed, after: packed })
  return tried.ok && tried.value
}

interface NoteParts extends Pick<DataExportPorts, 'clock'> {
  readonly act: Act
  readonly from: string
  readonly exportedAt: string
}

function noteOfImport(imported: ImportedOrganisation, { clock, act, from, exportedAt }: NoteParts) {
  const { organisation, workspaces, files, matched, made } = imported
  const body = { from, exportedAt, workspaces, files, matched: matched.length, made: made.length }
  return noteOf(clock, act, { action: 'organisation.imported', object: `organization:${organisation}`, body })
}
