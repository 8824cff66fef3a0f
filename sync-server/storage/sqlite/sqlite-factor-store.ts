import type { AccountId } from '#shared/kit/ids.ts'
import type { FactorStore, PasskeyRecord, ProviderLink, TotpConfirmation, TotpFactor } from '../account-store.ts'
import type { AuditNote } from '../audit-store.ts'
import type { AuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

type TotpMethods =
  | 'totp'
  | 'beginTotp'
  | 'confirmTotp'
  | 'useTotpStep'
  | 'removeTotp'
  | 'resetTotp'
  | 'totpSecretsNotUnder'
  | 'replaceTotpSecrets'
  | 'replaceRecoveryCodes'
  | 'recoveryCodesLeft'
  | 'useRecoveryCode'
type ProviderMethods = 'insertProviderLink' | 'accountOfProvider' | 'providersOf' | 'deleteProviderLink'

export function openTotpStore(database: Sqlite, write: AuditWriter): Pick<FactorStore, TotpMethods> {
  const find = database.prepare<[AccountId], Omit<TotpFactor, 'confirmedAt'> & { confirmedAt: number | null }>(
    'SELECT secret, confirmed_at AS confirmedAt, last_step AS lastStep FROM totp_factors WHERE account = ?',
  )
  const begin = database.prepare(
    `INSERT INTO totp_factors (account, secret, last_step) VALUES (?, ?, 0)
     ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE confirmed_at IS NULL`,
  )
  const confirm = database.prepare(
    'UPDATE totp_factors SET confirmed_at = ?, last_step = ? WHERE account = ? AND confirmed_at IS NULL AND last_step < ?',
  )
  const useStep = database.prepare('UPDATE totp_factors SET last_step = ? WHERE account = ? AND last_step < ?')
  const insertCode = database.prepare('INSERT INTO recovery_codes (account, hash) VALUES (?, ?)')
  const removeCode = database.prepare('DELETE FROM recovery_codes WHERE account = ? AND hash = ?')
  const removeCodes = database.prepare('DELETE FROM recovery_codes WHERE account = ?')
  const count = database.prepare<[AccountId], number>('SELECT count(*) FROM recovery_codes WHERE account = ?').pluck()
  const replace = database.transaction((account: AccountId, hashes: readonly Uint8Array[], note: AuditNote) => {
    removeCodes.run(account)
    for (const hash of hashes) insertCode.run(account, hash)
    write(note)
  })
  const confirmOne = database.transaction((asked: TotpConfirmation, note: AuditNote) => {
    const { account, step, timeMs, recoveryHashes } = asked
    if (confirm.run(timeMs, step, account, step).changes === 0) return false
    replace(account, recoveryHashes, note)
    return true
  })
  const useCode = database.transaction((account: AccountId, hash: Uint8Array, note: AuditNote) => {
    if (removeCode.run(account, hash).changes === 0) return false
    write(note)
    return true
  })
  return {
    totp: async (account) => {
      const row = find.get(account)
      return row && { ...row, confirmedAt: row.confirmedAt ?? undefined }
    },
    beginTotp: async (account, secret) => begin.run(account, secret).changes > 0,
    confirmTotp: async (asked, note) => confirmOne.immediate(asked, note),
    useTotpStep: async (account, step) => useStep.run(step, account, step).changes > 0,
    ...removalMethods(database, write),
    ...rekeyMethods(database),
    replaceRecoveryCodes: async (account, hashes, note) => replace.immediate(account, hashes, note),
    recoveryCodesLeft: async (account) => count.get(account) ?? 0,
    useRecoveryCode: async (account, hash, note) => useCode.immediate(account, hash, note),
  }
}

function removalMethods(database: Sqlite, write: AuditWriter): Pick<FactorStore, 'removeTotp' | 'resetTotp'> {
  const remove = database.prepare('DELETE FROM totp_factors WHERE account = ?')
  const removeCodes = database.prepare('DELETE FROM recovery_codes WHERE account = ?')
  const endSessions = database.prepare('DELETE FROM sessions WHERE account = ?')
  const removeAll = database.transaction((account: AccountId, note: AuditNote) => {
    remove.run(account)
    removeCodes.run(account)
    write(note)
  })
  const resetAll = database.transaction((account: AccountId, note: AuditNote) => {
    if (remove.run(account).changes === 0) return false
    removeCodes.run(account)
    endSessions.run(account)
    write(note)
    return true
  })
  return {
    removeTotp: async (account, note) => removeAll.immediate(account, note),
    resetTotp: async (account, note) => resetAll.immediate(account, note),
  }
}

type RekeyMethods = Pick<FactorStore, 'totpSecretsNotUnder' | 'replaceTotpSecrets'>

function rekeyMethods(database: Sqlite): RekeyMethods {
  const others = database.prepare<[string, string], { account: AccountId; secret: string }>(
    'SELECT account, secret FROM totp_factors WHERE substr(secret, 1, length(?)) <> ?',
  )
  const replace = database.prepare('UPDATE totp_factors SET secret = ? WHERE account = ? AND secret = ?')
  const replaceAll = database.transaction((all: Parameters<RekeyMethods['replaceTotpSecrets']>[0]) =>
    all.reduce((count, { account, before, after }) => count + replace.run(after, account, before).changes, 0),
  )
  return {
    totpSecretsNotUnder: async (prefix) => others.all(prefix, prefix),
    // Overwritten, not only forgotten: in the file, and in the log beside it.
    replaceTotpSecrets: async (all) => {
      database.pragma('secure_delete = ON')
      try {
        return replaceAll.immediate(all)
      } finally {
        database.pragma('secure_delete = OFF')
        database.pragma('wal_checkpoint(TRUNCATE)')
      }
    },
  }
}

interface PasskeyRow extends Omit<PasskeyRecord, 'transports' | 'lastUsedAt'> {
  readonly transports: string
  readonly lastUsedAt: number | null
}

export function openPasskeyStore(database: Sqlite, write: AuditWriter): Pick<FactorStore, PasskeyMethods> {
  const columns = `id, account, public_key AS publicKey, counter, transports, name, created_at AS createdAt,
    last_used_at AS lastUsedAt`
  const insert = database.prepare(
    `INSERT INTO passkeys (id, account, public_key, counter, transports, name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  )
  const find = database.prepare<[string], PasskeyRow>(`SELECT ${columns} FROM passkeys WHERE id = ?`)
  const all = database.prepare<[AccountId], PasskeyRow>(
    `SELECT ${columns} FROM passkeys WHERE account = ? ORDER BY created_at, id`,
  )
  // Many authenticators do not count: theirs stays 0.
  const used = database.prepare(
    'UPDATE passkeys SET counter = ?, last_used_at = ? WHERE id = ? AND (counter < ? OR (counter = 0 AND ? = 0))',
  )
  const rename = database.prepare('UPDATE passkeys SET name = ? WHERE id = ? AND account = ?')
  const remove = database.prepare('DELETE FROM passkeys WHERE id = ? AND account = ?')
  const noted = (run: () => { changes: number }, note: AuditNote) => {
    const isDone = run().changes > 0
    if (isDone) write(note)
    return isDone
  }
  const insertOne = database.transaction((passkey: PasskeyRecord, note: AuditNote) => {
    const { id, account, publicKey, counter, transports, name, createdAt } = passkey
    return noted(() => insert.run(id, account, publicKey, counter, transports.join(' '), name, createdAt), note)
  })
  const change = database.transaction(noted)
  return {
    insertPasskey: async (passkey, note) => insertOne.immediate(passkey, note),
    passkey: async (id) => passkeyOf(find.get(id)),
    passkeysOf: async (account) => all.all(account).flatMap((row) => passkeyOf(row) ?? []),
    usedPasskey: async (id, counter, timeMs) => used.run(counter, timeMs, id, counter, counter).changes > 0,
    renamePasskey: async (account, { id, name }, note) => change.immediate(() => rename.run(name, id, account), note),
    deletePasskey: async (account, id, note) => change.immediate(() => remove.run(id, account), note),
  }
}

type PasskeyMethods = 'insertPasskey' | 'passkey' | 'passkeysOf' | 'usedPasskey' | 'renamePasskey' | 'deletePasskey'

function passkeyOf(row: PasskeyRow | undefined): PasskeyRecord | undefined {
  if (!row) return undefined
  return { ...row, transports: row.transports.split(' ').filter(Boolean), lastUsedAt: row.lastUsedAt ?? undefined }
}

export function openProviderLinkStore(database: Sqlite, write: AuditWriter): Pick<FactorStore, ProviderMethods> {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO provider_links (provider, subject, account, created_at) VALUES (?, ?, ?, ?)',
  )
  const find = database.prepare<[string, string], { account: AccountId }>(
    'SELECT account FROM provider_links WHERE provider = ? AND subject = ?',
  )
  const all = database.prepare<[AccountId], { provider: string }>(
    'SELECT provider FROM provider_links WHERE account = ? ORDER BY provider',
  )
  const remove = database.prepare('DELETE FROM provider_links WHERE account = ? AND provider = ?')
  const insertOne = database.transaction((link: ProviderLink, note: AuditNote) => {
    if (insert.run(link.provider, link.subject, link.account, link.createdAt).changes === 0) return 'taken'
    write(note)
    return 'linked'
  })
  const removeOne = database.transaction((account: AccountId, provider: string, note: AuditNote) => {
    if (remove.run(account, provider).changes === 0) return false
    write(note)
    return true
  })
  return {
    insertProviderLink: async (link, note) => insertOne.immediate(link, note),
    accountOfProvider: async (provider, subject) => find.get(provider, subject)?.account,
    providersOf: async (account) => all.all(account).map(({ provider }) => provider),
    deleteProviderLink: async (account, provider, note) => removeOne.immediate(account, provider, note),
  }
}
