import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'

export const controlFile = 'control.sqlite'
/** What its audit log is called; those of organisations have their ids. */
export const controlLog = 'control'
/** The server's keys, unless the operator keeps them elsewhere. Never part of a backup. */
export const keyFile = 'server.key'
/** Signed checkpoints of the audit logs, one a line; only ever added to. Unless the operator keeps them elsewhere. */
export const checkpointFile = 'audit-checkpoints.jsonl'
/** What exports and imports are made in; nothing in it outlasts the process. */
export const exportsFolder = 'exports'
/** There while a restore puts things in place; a folder that has it is not whole. */
export const restoringFolder = 'restoring'

/** The database of an organisation, relative to the data folder; no words of a request lead out of it. */
export function organisationFile(organisation: OrganisationId): string {
  if (!/^[\w-]+$/.test(organisation))
    throw new Error(`bug: ${JSON.stringify(organisation)} is the id of no organisation`)
  return join('orgs', `${organisation}.sqlite`)
}

/** The audit log that a database file holds. */
export function logOf(path: string): string {
  return path === controlFile ? controlLog : path.replace(/^orgs[\\/]/, '').replace(/\.sqlite$/, '')
}

/** The files of an organisation, relative to the data folder. */
export function blobFolder(organisation: OrganisationId): string {
  return join('orgs', `${organisation}.blobs`)
}

/** The database files of a data folder, relative to it: organisations first, the control file last. */
export function databaseFiles(folder: string): readonly string[] {
  const organisations = existsSync(join(folder, 'orgs')) ? readdirSync(join(folder, 'orgs')) : []
  const files = organisations.filter((name) => name.endsWith('.sqlite')).map((name) => join('orgs', name))
  return existsSync(join(folder, controlFile)) ? [...files.toSorted(), controlFile] : files.toSorted()
}

/** What the names of a database's journal begin with. */
export function journalPath(database: string): string {
  return `${database}-commits`
}

/** The journal of a database: what is acknowledged and not yet in its tables. Either may not be there. */
export function journalFiles(database: string): readonly string[] {
  return [`${journalPath(database)}-0`, `${journalPath(database)}-1`]
}
