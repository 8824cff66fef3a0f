import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { readdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AccountId, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { syncToDisk } from '../durable-files.ts'
import {
  ArchiveFault,
  type ImportedOrganisation,
  type StagedAccount,
  type StagedOrganisation,
} from '../organisation-moves.ts'
import { openAuditWriter } from './audit-writer.ts'
import { blobFolder, organisationFile } from './data-files.ts'
import type { Sqlite } from './open-database.ts'
import { rebuildOrganisation, replicasIn } from './rebuild-organisation.ts'
import { openStagedDatabase, type StagedDatabase } from './staged-database.ts'

export interface ImportPorts {
  readonly control: Sqlite
  readonly folder: string
}

/** Everything is looked at and written beside what is there first; the last step is one transaction of the control file. */
export async function importOrganisation(ports: ImportPorts, asked: StagedOrganisation): Promise<ImportedOrganisation> {
  const staged = openStagedDatabase(asked.database, asked.organisation)
  const rebuilt = `${asked.database}.rebuilt`
  try {
    await checkBlobs(asked.blobs, staged.blobs)
    for (const replica of replicasIn(staged.database)) {
      if (!(await asked.isSound(replica))) throw new ArchiveFault('a document or record in it can not be read')
    }
    const plan = planOf(ports, asked, staged)
    rebuildOrganisation(staged.database, rebuilt, plan.renamed)
    return await adopt(ports, asked, { ...plan, rebuilt })
  } finally {
    staged.database.close()
    for (const end of ['', '-wal', '-shm']) rmSync(`${rebuilt}${end}`, { force: true })
  }
}

async function checkBlobs(folder: string, blobs: ReadonlyMap<string, number>): Promise<void> {
  for (const [hash, bytes] of blobs) {
    const found = await stat(join(folder, hash)).catch(() => undefined)
    if (found?.size !== bytes) throw new ArchiveFault('a file that it names is not in it')
  }
}

interface Plan {
  readonly imported: ImportedOrganisation
  /** By the ids that they have here. */
  readonly workspaces: readonly WorkspaceId[]
  renamed(text: string): string
}

const idPattern = /\b(?:account|agent|org|ws)_[0-9a-z]{20,32}\b/g

/**
 * Ids stay as they are where nobody here has them. People are known by their address and nothing else: the id of an account that is here and
 * has another address is given a new one, and agents always get new ones, so that nobody here is given anything by an archive.
 */
function planOf(
  { control, folder }: ImportPorts,
  asked: StagedOrganisation,
  { workspaces, blobs }: StagedDatabase,
): Plan {
  const has = {
    account: control.prepare<[string], object>('SELECT 1 FROM accounts WHERE id = ?'),
    ws: control.prepare<[string], object>('SELECT 1 FROM workspace_homes WHERE workspace = ?'),
  }
  const byEmail = control.prepare<[string], AccountId>('SELECT id FROM accounts WHERE email = ?').pluck()
  const isOrganisationTaken = control.prepare<[string, string, string], object>(
    `SELECT 1 FROM workspace_homes WHERE organisation = ? UNION SELECT 1 FROM account_links WHERE organisation = ?
     UNION SELECT 1 FROM erasures WHERE organisation = ?`,
  )
  const { organisation: id, mint } = asked
  const ids = new Map<string, string>()
  const [matched, made]: [StagedAccount[], StagedAccount[]] = [[], []]
  for (const account of asked.accounts) {
    const here = byEmail.get(account.email)
    const own = here ?? (has.account.get(account.id) ? (mint('account') as AccountId) : account.id)
    ids.set(account.id, own)
    ;(here ? matched : made).push({ ...account, id: own })
  }
  const isTaken = existsSync(join(folder, organisationFile(id))) || isOrganisationTaken.get(id, id, id)
  ids.set(id, isTaken ? mint('org') : id)
  for (const workspace of workspaces) ids.set(workspace, has.ws.get(workspace) ? mint('ws') : workspace)
  const newId = (old: string): string => {
    const kind = old.slice(0, old.indexOf('_'))
    const isNew = kind === 'agent' || (kind === 'account' && has.account.get(old) !== undefined)
    const renamed = isNew ? mint(kind) : old
    ids.set(old, renamed)
    return renamed
  }
  const renamed = (text: string) => text.replaceAll(idPattern, (old) => ids.get(old) ?? newId(old))
  return {
    renamed,
    workspaces: workspaces.map((each) => renamed(each) as WorkspaceId),
    imported: {
      organisation: renamed(id) as OrganisationId,
      renamed: workspaces.flatMap((from) =>
        renamed(from) === from ? [] : [{ from, to: renamed(from) as WorkspaceId }],
      ),
      workspaces: workspaces.length,
      files: blobs.size,
      matched,
      made,
    },
  }
}

async function adopt(
  { control, folder }: ImportPorts,
  asked: StagedOrganisation,
  { imported, rebuilt, workspaces }: Plan & { rebuilt: string },
): Promise<ImportedOrganisation> {
  const { organisation } = imported
  const file = join(folder, organisationFile(organisation))
  await moveBlobs(asked.blobs, join(folder, blobFolder(organisation)))
  await syncToDisk(rebuilt)
  renameSync(rebuilt, file)
  await syncToDisk(dirname(file))
  try {
    adoptInControl(control, asked, { imported, workspaces })
  } catch (error) {
    rmSync(file, { force: true })
    rmSync(join(folder, blobFolder(organisation)), { recursive: true, force: true })
    throw error
  }
  return imported
}

async function moveBlobs(from: string, to: string): Promise<void> {
  const folders = new Set([to])
  for (const hash of await readdir(from).catch(() => [])) {
    const place = join(to, hash.slice(0, 2))
    mkdirSync(place, { recursive: true })
    await rename(join(from, hash), join(place, hash))
    folders.add(place)
  }
  for (const each of folders) await syncToDisk(each).catch(() => undefined)
}

/** It is here when this has committed, and not before. */
function adoptInControl(
  control: Sqlite,
  asked: StagedOrganisation,
  { imported, workspaces }: { imported: ImportedOrganisation; workspaces: readonly WorkspaceId[] },
): void {
  const audit = openAuditWriter(control)
  const insertAccount = control.prepare(
    `INSERT INTO accounts (id, email, name, password, created_at) VALUES (?, ?, ?, '', ?)`,
  )
  const reserve = control.prepare('INSERT INTO workspace_homes (workspace, organisation) VALUES (?, ?)')
  const link = control.prepare('INSERT OR IGNORE INTO account_links (account, organisation) VALUES (?, ?)')
  const { organisation, matched, made } = imported
  control
    .transaction(() => {
      for (const { id, email, name } of made) insertAccount.run(id, email, name, asked.timeMs)
      for (const workspace of workspaces) reserve.run(workspace, organisation)
      for (const { id } of [...matched, ...made]) link.run(id, organisation)
      audit(asked.note(imported))
    })
    .immediate()
}
