import type { AccountId, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ControlStore } from '../storage.ts'
import type { Sqlite } from './open-database.ts'
import { openAccountStore } from './sqlite-account-store.ts'
import { openKeyStore } from './sqlite-key-store.ts'
import { openNameStore } from './sqlite-name-store.ts'
import { openRepeatStore } from './sqlite-repeat-store.ts'

export function openControlStore(database: Sqlite): Omit<ControlStore, 'audit'> {
  return {
    ...settingMethods(database),
    ...openAccountStore(database),
    ...homeMethods(database),
    ...openKeyStore(database),
    ...openNameStore(database),
    ...openRepeatStore(database),
  }
}

function settingMethods(database: Sqlite) {
  const insert = database.prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
  const find = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  return {
    findSetting: async (name: string) => find.get(name)?.value,
    setting: async (name: string, otherwise: () => string) => {
      const found = find.get(name)
      if (found) return found.value
      insert.run(name, otherwise())
      return find.get(name)?.value ?? otherwise()
    },
  }
}

function homeMethods(database: Sqlite) {
  const reserve = database.prepare('INSERT OR IGNORE INTO workspace_homes (workspace, organisation) VALUES (?, ?)')
  const home = database.prepare<[WorkspaceId], { organisation: OrganisationId }>(
    'SELECT organisation FROM workspace_homes WHERE workspace = ?',
  )
  const link = database.prepare('INSERT OR IGNORE INTO account_links (account, organisation) VALUES (?, ?)')
  const unlink = database.prepare('DELETE FROM account_links WHERE account = ? AND organisation = ?')
  const links = database.prepare<[AccountId], { organisation: OrganisationId }>(
    'SELECT organisation FROM account_links WHERE account = ? ORDER BY number',
  )
  const all = database.prepare<[], { organisation: OrganisationId }>(
    'SELECT organisation FROM account_links UNION SELECT organisation FROM workspace_homes',
  )
  const one = database.prepare<[OrganisationId, OrganisationId], object>(
    `SELECT 1 FROM account_links WHERE organisation = ? UNION ALL SELECT 1 FROM workspace_homes WHERE organisation = ? LIMIT 1`,
  )
  return {
    reserveWorkspace: async (workspace: WorkspaceId, organisation: OrganisationId) => {
      reserve.run(workspace, organisation)
      return home.get(workspace)?.organisation ?? organisation
    },
    organisationOfWorkspace: async (workspace: WorkspaceId) => home.get(workspace)?.organisation,
    linkAccount: async (account: AccountId, organisation: OrganisationId) => void link.run(account, organisation),
    unlinkAccount: async (account: AccountId, organisation: OrganisationId) => void unlink.run(account, organisation),
    organisationsOfAccount: async (account: AccountId) => links.all(account).map((row) => row.organisation),
    hasOrganisation: async (organisation: OrganisationId) => one.get(organisation, organisation) !== undefined,
    organisations: async () => all.all().map((row) => row.organisation),
  }
}
