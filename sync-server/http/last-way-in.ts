import type { AccountId } from '#shared/kit/ids.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal } from './problems.ts'

/** Whoever takes it away needs another way in: a password, another passkey, or a provider. */
export async function refuseLastWayIn(
  { storage, signInWays }: HttpPorts,
  account: AccountId,
  gone: { readonly passkey?: string; readonly provider?: string },
): Promise<void> {
  const [record] = await storage.control.accountsById([account])
  if (record?.password !== '') return
  const passkeys = await signInWays.passkeys.of(account)
  const providers = await signInWays.providers.linkedTo(account)
  const isLeft = passkeys.some(({ id }) => id !== gone.passkey) || providers.some((name) => name !== gone.provider)
  if (!isLeft) throw new HttpRefusal('last-way-in')
}
