import { createHash } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'
import { type AccountId, mintId, type PrincipalId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { NewTwoFactor } from '#shared/protocol/rest-account.ts'
import type { FactorSecrets } from '#server/secrets/factor-secrets.ts'
import type { AccountStore, TotpFactor } from '#server/storage/account-store.ts'
import { openAttemptLimit } from './attempt-limit.ts'
import type { Identity } from './identity.ts'
import { openShortLived } from './short-lived.ts'
import { accountNote, type Where } from './where.ts'

export interface TwoFactorPorts {
  readonly control: AccountStore
  readonly identity: Pick<Identity, 'allEnded'>
  readonly factorSecrets: FactorSecrets
  readonly clock: Clock
  readonly random: Random
}

export type CodeRefusal = 'wrong-code' | 'too-many'

/** Codes of an authenticator app (RFC 6238), and recovery codes for when it is lost. */
export interface TwoFactor {
  isOn(account: AccountId): Promise<boolean>
  recoveryCodesLeft(account: AccountId): Promise<number>
  /** Makes a secret; it counts when a code of it has been shown. */
  begin(account: Account): Promise<Outcome<'has-two-factor', NewTwoFactor>>
  /** The answer has the recovery codes, this once. */
  confirm(account: AccountId, shown: ShownCode): Promise<Outcome<CodeRefusal, readonly string[]>>
  renewRecoveryCodes(account: AccountId, shown: ShownCode): Promise<Outcome<CodeRefusal, readonly string[]>>
  turnOff(account: AccountId, shown: ShownCode): Promise<Outcome<CodeRefusal, void>>
  /** For somebody who has neither app nor recovery codes any more, by who may do that: also ends every session. */
  reset(account: AccountId, by: Resetter): Promise<Outcome<'no-two-factor', void>>
  /** The first step is done: what the second one is asked with. */
  startStep(account: AccountId): string
  /** A code of the app or a recovery code. */
  finishStep(step: string, shown: ShownCode): Promise<Outcome<CodeRefusal | 'step-gone', AccountId>>
}

export interface Resetter {
  readonly by: PrincipalId
  readonly where: Where
}

export interface ShownCode {
  readonly code: string
  readonly where: Where
}

export const stepLifeMs = 5 * 60_000
const periodMs = 30_000
const recoveryCodeCount = 10

export function openTwoFactor(ports: TwoFactorPorts): TwoFactor {
  const { control, clock, random, factorSecrets } = ports
  const steps = openShortLived<AccountId>({ clock, random, lifeMs: stepLifeMs })
  const check = openCodeCheck(ports)
  const note = (action: string, account: AccountId, where: Where) =>
    accountNote({ action, account, where, timeMs: clock.now() })
  const isOn = async (account: AccountId) => (await control.totp(account))?.confirmedAt !== undefined

  return {
    isOn,
    recoveryCodesLeft: (account) => control.recoveryCodesLeft(account),
    begin: async ({ id, email }) => {
      const fresh = Uint8Array.from(random.bytes(20))
      const kept = await factorSecrets.seal(id, fresh)
      if (!(await control.beginTotp(id, kept))) return refused('has-two-factor')
      const secret = new Secret({ buffer: fresh.buffer }).base32
      const uri = new TOTP({ issuer: 'Nexus', label: email, secret }).toString()
      return done({ secret, uri, qrSvg: renderSVG(uri, { border: 2, ecc: 'M' }) })
    },
    confirm: async (account, { code, where }) => {
      const step = await check.stepOf(account, code, await control.totp(account))
      if (!step.ok) return step
      const codes = mintRecoveryCodes(random)
      const confirmation = {
        account,
        step: step.value,
        timeMs: clock.now(),
        recoveryHashes: codes.map(hashRecoveryCode),
      }
      if (!(await control.confirmTotp(confirmation, note('two-factor.turned-on', account, where))))
        return refused('wrong-code')
      check.succeeded(account)
      return done(codes)
    },
    renewRecoveryCodes: async (account, shown) => {
      const checked = await check.code(account, shown)
      if (!checked.ok) return checked
      const codes = mintRecoveryCodes(random)
      const renewed = note('two-factor.recovery-codes-made', account, shown.where)
      await control.replaceRecoveryCodes(account, codes.map(hashRecoveryCode), renewed)
      return done(codes)
    },
    turnOff: async (account, shown) => {
      const checked = await check.code(account, shown)
      if (!checked.ok) return checked
      await control.removeTotp(account, note('two-factor.turned-off', account, shown.where))
      return done()
    },
    reset: (account, by) => reset(ports, account, by),
    startStep: (account) => steps.keep(account),
    finishStep: async (step, shown) => {
      const account = steps.find(step)
      if (account === undefined) return refused('step-gone')
      const checked = await check.code(account, shown)
      if (!checked.ok) return checked
      // Two who come with it at once have shown two codes; the step is good for one of them.
      return steps.take(step) === undefined ? refused('step-gone') : done(account)
    },
  }
}

async function reset({ control, clock, identity }: TwoFactorPorts, account: AccountId, { by, where }: Resetter) {
  const about = accountNote({ action: 'two-factor.reset', account, where, timeMs: clock.now() })
  if (!(await control.resetTotp(account, { ...about, actor: by }))) return refused('no-two-factor')
  identity.allEnded(account)
  return done()
}

function openCodeCheck({ control, clock, factorSecrets }: TwoFactorPorts) {
  // By account, whatever it comes from: who is here knows the password already.
  const limit = openAttemptLimit({ clock, free: 5 })

  /** Which step a code is of: this one, the one before or the one after. */
  const stepOf = async (
    account: AccountId,
    code: string,
    factor: TotpFactor | undefined,
  ): Promise<Outcome<CodeRefusal, number>> => {
    const waitMs = limit.waitMs(account)
    if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
    limit.failed(account)
    const timestamp = clock.now()
    const token = code.replaceAll(/\s/g, '')
    const secret = factor && /^\d{6}$/.test(token) ? await factorSecrets.open(account, factor.secret) : undefined
    const delta = secret === undefined ? null : validate(token, secret, timestamp)
    secret?.fill(0)
    return delta === null ? refused('wrong-code') : done(Math.floor(timestamp / periodMs) + delta)
  }
  const code = async (account: AccountId, shown: ShownCode): Promise<Outcome<CodeRefusal, void>> => {
    const factor = await control.totp(account)
    const step = await stepOf(account, shown.code, factor?.confirmedAt === undefined ? undefined : factor)
    if (!step.ok && step.reason === 'too-many') return step
    const note = { account, where: shown.where, timeMs: clock.now() }
    const isRight = step.ok
      ? await control.useTotpStep(account, step.value)
      : await control.useRecoveryCode(
          account,
          hashRecoveryCode(shown.code),
          accountNote({ ...note, action: 'two-factor.recovery-code-used' }),
        )
    if (isRight) {
      limit.succeeded(account)
      return done()
    }
    await control.noteAccess(accountNote({ ...note, action: 'two-factor.refused', outcome: 'refused' }))
    return refused('wrong-code')
  }
  return { stepOf, code, succeeded: (account: AccountId) => limit.succeeded(account) }
}

function validate(token: string, bytes: Uint8Array, timestamp: number): number | null {
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer })
  return TOTP.validate({ token, secret, window: 1, timestamp, period: periodMs / 1000 })
}

/** `k3v9-…`: 80 random bits in four groups. */
function mintRecoveryCodes(random: Random): readonly string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const letters = mintId('r', random).slice(2, 18)
    return letters.match(/.{4}/g)?.join('-') ?? letters
  })
}

/** As typed: with or without its lines, in any case, o and l as they look. */
function hashRecoveryCode(code: string): Buffer {
  const plain = code
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  return createHash('sha256').update(plain).digest()
}
