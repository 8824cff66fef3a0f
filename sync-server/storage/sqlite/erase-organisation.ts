import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { syncToDisk } from '../durable-files.ts'
import type { Erasure, OrganisationFile } from '../organisation-moves.ts'
import { openAuditWriter } from './audit-writer.ts'
import { blobFolder, journalFiles, organisationFile } from './data-files.ts'
import type { Sqlite } from './open-database.ts'

/** What migrations and restores have put aside. */
const asidePattern = /^before-(migration|restore)-/

/** Everything of an organisation below the data folder. */
export function filesOf(folder: string, organisation: OrganisationId): readonly OrganisationFile[] {
  const places = ['', ...readdirSync(folder).filter((name) => asidePattern.test(name))]
  return places.flatMap((place) => [
    ...databaseFilesOf(organisation).flatMap((path) => fileAt(folder, join(place, path))),
    ...filesBelow(folder, join(place, blobFolder(organisation))),
  ])
}

function databaseFilesOf(organisation: OrganisationId): readonly string[] {
  const database = organisationFile(organisation)
  return [database, `${database}-wal`, `${database}-shm`, ...journalFiles(database)]
}

function fileAt(folder: string, path: string): readonly OrganisationFile[] {
  const found = statSync(join(folder, path), { throwIfNoEntry: false })
  return found?.isFile() ? [{ path, bytes: found.size }] : []
}

function filesBelow(folder: string, path: string): readonly OrganisationFile[] {
  if (!existsSync(join(folder, path))) return []
  const names = readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' })
  return names.toSorted().flatMap((name) => fileAt(folder, join(path, name)))
}

/** In one transaction: nobody finds it any more, what names it is gone, and the certificate is in the server's audit log. */
export function beginErasure(control: Sqlite, { organisation, certificate, timeMs, note }: Erasure): void {
  const audit = openAuditWriter(control)
  const statements = [
    'DELETE FROM workspace_homes WHERE organisation = ?',
    'DELETE FROM account_links WHERE organisation = ?',
    'DELETE FROM names WHERE id = ?',
    'DELETE FROM names WHERE scope = ?',
    'DELETE FROM organisation_descriptions WHERE organisation = ?',
    'DELETE FROM api_keys WHERE organisation = ?',
    'DELETE FROM resting_organisations WHERE organisation = ?',
  ]
  control
    .transaction(() => {
      for (const statement of statements) control.prepare(statement).run(organisation)
      control
        .prepare('INSERT INTO erasures (organisation, begun_at, certificate) VALUES (?, ?, ?)')
        .run(organisation, timeMs, certificate)
      audit(note)
    })
    .immediate()
}

/** Those that have begun, by whether their files are gone. */
export function erasuresIn(control: Sqlite): readonly { organisation: OrganisationId; isFinished: boolean }[] {
  const rows = control
    .prepare<[], { organisation: OrganisationId; finishedAt: number | null }>(
      'SELECT organisation, finished_at AS finishedAt FROM erasures',
    )
    .all()
  return rows.map(({ organisation, finishedAt }) => ({ organisation, isFinished: finishedAt !== null }))
}

/** Removes what is left of it; nobody has it open. Doing it again is no harm. */
export function finishErasure(
  control: Sqlite,
  { folder, organisation, timeMs }: { folder: string; organisation: OrganisationId; timeMs: number },
): void {
  const places = ['', ...readdirSync(folder).filter((name) => asidePattern.test(name))]
  for (const place of places) {
    for (const path of databaseFilesOf(organisation)) rmSync(join(folder, place, path), { force: true })
    rmSync(join(folder, place, blobFolder(organisation)), { recursive: true, force: true })
  }
  control.prepare('UPDATE erasures SET finished_at = ? WHERE organisation = ?').run(timeMs, organisation)
}

/** The folder forgets the names, too. */
export async function syncErasure(folder: string): Promise<void> {
  await syncToDisk(join(folder, 'orgs'))
}
