import { Secret } from 'otpauth'
import type { AccountId, OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { operator } from '#server/access/operator-access.ts'
import type { FactorStore } from '#server/storage/account-store.ts'
import type { AuditStore } from '#server/storage/audit-store.ts'
import type { WrappedKey } from '#server/storage/secret-store.ts'
import type { KeyEncryption } from './key-encryption.ts'

/** What authenticator apps and this server share, as it is kept: under the server's key, bound to its account. */
export interface FactorSecrets {
  seal(account: AccountId, secret: Uint8Array): Promise<string>
  /** undefined: it is not what was sealed for this account, or the server's key of that time is not here. */
  open(account: AccountId, kept: string): Promise<Uint8Array | undefined>
}

/** `sealed:<key>:<base64>`; before they were sealed they stood there in base 32, which has no colon. */
const mark = 'sealed:'

export function openFactorSecrets(keyEncryption: KeyEncryption): FactorSecrets {
  return {
    seal: async (account, secret) => textOf(await keyEncryption.wrap(secret, placeOf(account))),
    open: async (account, kept) => {
      const wrapped = wrappedOf(kept)
      if (!wrapped) return undefined
      try {
        return await keyEncryption.unwrap(wrapped, placeOf(account))
      } catch {
        // Recovery codes still open the account, and an operator can reset what nobody can read.
        return undefined
      }
    },
  }
}

export interface FactorUpkeepPorts {
  readonly control: Pick<FactorStore, 'totpSecretsNotUnder' | 'replaceTotpSecrets'> & { readonly audit: AuditStore }
  readonly keyEncryption: KeyEncryption
  readonly clock: Clock
}

/** Puts under the current key what is under another one, or under none yet. Answers how many it could not read. */
export async function sealFactors({ control, keyEncryption, clock }: FactorUpkeepPorts): Promise<number> {
  const current = await keyEncryption.currentKey()
  const kept = await control.totpSecretsNotUnder(`${mark}${current}:`)
  if (kept.length === 0) return 0
  const factors = openFactorSecrets(keyEncryption)
  const sealed: { account: AccountId; before: string; after: string }[] = []
  for (const { account, secret: before } of kept) {
    const plain = before.startsWith(mark) ? await factors.open(account, before) : plainOf(before)
    if (!plain) continue
    sealed.push({ account, before, after: await factors.seal(account, plain) })
    plain.fill(0)
  }
  const count = await control.replaceTotpSecrets(sealed)
  const note = { action: 'two-factor.sealed', object: `key:${current}`, body: { count } }
  if (count > 0) await control.audit.insertNote({ ...note, actor: operator, outcome: 'done', timeMs: clock.now() })
  return kept.length - sealed.length
}

function plainOf(text: string): Uint8Array | undefined {
  try {
    return Secret.fromBase32(text).bytes
  } catch {
    // What is no base 32 has opened nothing so far either, and holds up nobody else.
    return undefined
  }
}

/** No organisation has this id: keys of accounts are derived apart from those of all organisations. */
function placeOf(account: AccountId) {
  return { tenant: 'accounts' as OrganisationId, dataKey: `totp ${account}` }
}

function textOf({ by, wrapped }: WrappedKey): string {
  return `${mark}${by}:${Buffer.from(wrapped).toString('base64')}`
}

function wrappedOf(kept: string): WrappedKey | undefined {
  const [, by, text] = /^sealed:([^:]+):(.+)$/.exec(kept) ?? []
  return by === undefined || text === undefined ? undefined : { by, wrapped: Buffer.from(text, 'base64') }
}
