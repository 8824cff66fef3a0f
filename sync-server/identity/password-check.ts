import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import { openAttemptLimit, type AttemptLimit } from './attempt-limit.ts'
import type { PasswordRefusal, SignIn } from './identity.ts'
import { hashPassword, isPassword, type PasswordCost } from './password-hash.ts'
import { accountNote } from './where.ts'

interface PasswordPorts {
  readonly control: AccountStore
  readonly clock: Clock
  readonly random: Random
  readonly cost: PasswordCost
}

export type PasswordCheck = (asked: SignIn) => Promise<Outcome<PasswordRefusal, AccountRecord>>

/** Whether address and password belong together, for everybody who guesses at the same pace. */
export function openPasswordCheck({ control, clock, random, cost }: PasswordPorts): PasswordCheck {
  // One person who forgot, one address that tries many accounts, many addresses that try one account.
  const limits: readonly { limit: AttemptLimit; keyOf(asked: SignIn): string }[] = [
    { limit: openAttemptLimit({ clock, free: 5 }), keyOf: ({ email, address }) => `${address} ${email}` },
    { limit: openAttemptLimit({ clock, free: 25 }), keyOf: ({ address }) => address },
    { limit: openAttemptLimit({ clock, free: 100 }), keyOf: ({ email }) => email },
  ]
  // What an unknown address, or one without a password, is compared with, so that it takes as long as a known one.
  let decoy: Promise<string> | undefined

  return async (asked) => {
    const waitMs = Math.max(...limits.map(({ limit, keyOf }) => limit.waitMs(keyOf(asked))))
    if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
    // Counted before it is looked at, so that a thousand attempts at once are not a thousand guesses.
    for (const { limit, keyOf } of limits) limit.failed(keyOf(asked))
    // By everybody who comes first: were it made only for who needs it, the first unknown address after a start would take twice as long.
    const otherwise = await (decoy ??= hashPassword('a password that nobody has', { random, cost }))
    const record = await control.accountByEmail(asked.email)
    const isRight = (await isPassword(asked.password, record?.password || otherwise)) && record?.password !== ''
    if (record && isRight) {
      for (const { limit, keyOf } of limits) limit.succeeded(keyOf(asked))
      return done(record)
    }
    // The address that was typed is not kept: sooner or later somebody types a password there.
    const where = { address: asked.address, device: asked.device ?? '' }
    const note = {
      action: 'session.refused',
      account: record?.id,
      where,
      timeMs: clock.now(),
      outcome: 'refused',
    } as const
    await control.noteAccess(accountNote(note))
    return refused('wrong-credentials')
  }
}
