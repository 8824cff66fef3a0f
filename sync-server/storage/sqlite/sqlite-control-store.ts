import type { AccountId, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AccountRecord, ControlStore, SessionRecord } from '../storage.ts'
import type { Sqlite } from './open-database.ts'
import { openKeyStore } from './sqlite-key-store.ts'
import { openNameStore } from './sqlite-name-store.ts'

export function openControlStore(database: Sqlite): ControlStore {
  return {
    ...settingMethods(database),
    ...accountMethods(database),
    ...sessionMethods(database),
    ...homeMethods(database),
    ...openKeyStore(database),
    ...openNameStore(database),
  }
}

function settingMethods(database: Sqlite) {
  const insert = database.prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
  const find = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  return {
    setting: async (name: string, otherwise: () => string) => {
      const found = find.get(name)
      if (found) return found.value
      insert.run(name, otherwise())
      return find.get(name)?.value ?? otherwise()
    },
  }
}

function accountMethods(database: Sqlite) {
  const columns = 'id, email, name, password, created_at AS createdAt'
  const any = database.prepare<[], object>('SELECT 1 FROM accounts LIMIT 1')
  const insert = database.prepare(
    'INSERT INTO accounts (id, email, name, password, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING',
  )
  const byEmail = database.prepare<[string], AccountRecord>(`SELECT ${columns} FROM accounts WHERE email = ?`)
  const byId = database.prepare<[AccountId], AccountRecord>(`SELECT ${columns} FROM accounts WHERE id = ?`)
  const first = database.prepare<[], AccountRecord>(
    `SELECT ${columns} FROM accounts ORDER BY created_at, rowid LIMIT 1`,
  )
  const setFirst = database.prepare("UPDATE accounts SET password = ? WHERE id = ? AND password = ''")
  const insertOne = database.transaction((account: AccountRecord, asFirst: boolean) => {
    if (asFirst && any.get()) return 'not-first'
    const { id, email, name, password, createdAt } = account
    return insert.run(id, email, name, password, createdAt).changes > 0 ? 'inserted' : 'email-taken'
  })
  return {
    hasAccounts: async () => any.get() !== undefined,
    insertAccount: async (account: AccountRecord, { asFirst }: { asFirst: boolean }) =>
      insertOne.immediate(account, asFirst),
    setFirstPassword: async (account: AccountId, password: string) => setFirst.run(password, account).changes > 0,
    firstAccount: async () => first.get(),
    accountByEmail: async (email: string) => byEmail.get(email),
    accountsById: async (ids: readonly AccountId[]) => ids.flatMap((id) => byId.get(id) ?? []),
  }
}

function sessionMethods(database: Sqlite) {
  const insert = database.prepare(
    'INSERT INTO sessions (token_hash, account, created_at, expires_at) VALUES (?, ?, ?, ?)',
  )
  const find = database.prepare<[Uint8Array], SessionRecord>(
    'SELECT token_hash AS tokenHash, account, created_at AS createdAt, expires_at AS expiresAt FROM sessions WHERE token_hash = ?',
  )
  const extend = database.prepare('UPDATE sessions SET expires_at = ? WHERE token_hash = ?')
  const remove = database.prepare('DELETE FROM sessions WHERE token_hash = ?')
  const removeAll = database.prepare('DELETE FROM sessions WHERE account = ?')
  const removeOld = database.prepare('DELETE FROM sessions WHERE expires_at < ?')
  return {
    insertSession: async ({ tokenHash, account, createdAt, expiresAt }: SessionRecord) =>
      void insert.run(tokenHash, account, createdAt, expiresAt),
    session: async (tokenHash: Uint8Array) => find.get(tokenHash),
    extendSession: async (tokenHash: Uint8Array, expiresAt: number) => void extend.run(expiresAt, tokenHash),
    deleteSession: async (tokenHash: Uint8Array) => void remove.run(tokenHash),
    deleteSessionsOf: async (account: AccountId) => void removeAll.run(account),
    deleteSessionsBefore: async (timeMs: number) => void removeOld.run(timeMs),
  }
}

function homeMethods(database: Sqlite) {
  const reserve = database.prepare('INSERT OR IGNORE INTO workspace_homes (workspace, organisation) VALUES (?, ?)')
  const home = database.prepare<[WorkspaceId], { organisation: OrganisationId }>(
    'SELECT organisation FROM workspace_homes WHERE workspace = ?',
  )
  const link = database.prepare('INSERT OR IGNORE INTO account_links (account, organisation) VALUES (?, ?)')
  const links = database.prepare<[AccountId], { organisation: OrganisationId }>(
    'SELECT organisation FROM account_links WHERE account = ? ORDER BY number',
  )
  const all = database.prepare<[], { organisation: OrganisationId }>(
    'SELECT organisation FROM account_links UNION SELECT organisation FROM workspace_homes',
  )
  return {
    reserveWorkspace: async (workspace: WorkspaceId, organisation: OrganisationId) => {
      reserve.run(workspace, organisation)
      return home.get(workspace)?.organisation ?? organisation
    },
    organisationOfWorkspace: async (workspace: WorkspaceId) => home.get(workspace)?.organisation,
    linkAccount: async (account: AccountId, organisation: OrganisationId) => void link.run(account, organisation),
    organisationsOfAccount: async (account: AccountId) => links.all(account).map((row) => row.organisation),
    organisations: async () => all.all().map((row) => row.organisation),
  }
}
