import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Mailer } from '#server/mail/mailer.ts'
import type { FactorSecrets } from '#server/secrets/factor-secrets.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Identity } from './identity.ts'
import { type MailProofs, openMailProofs } from './mail-proofs.ts'
import type { OidcProvider } from './oidc-config.ts'
import { openPasskeys, type Passkeys } from './passkeys.ts'
import type { PasswordCost } from './password-hash.ts'
import { openProviders, type Providers } from './providers.ts'
import { openTwoFactor, type TwoFactor } from './two-factor.ts'

/** The ways into an account besides its password. */
export interface SignInWays {
  readonly twoFactor: TwoFactor
  readonly passkeys: Passkeys
  readonly providers: Providers
  readonly mailProofs: MailProofs
}

export interface SignInWayPorts {
  readonly storage: Storage
  readonly identity: Identity
  readonly factorSecrets: FactorSecrets
  readonly mailer: Mailer
  readonly clock: Clock
  readonly random: Random
  readonly cost: PasswordCost
  readonly oidc: readonly OidcProvider[]
  readonly publicUrl: URL | undefined
  /** What links in mails begin with. */
  site(): string
  report(fault: unknown): void
}

export function openSignInWays({ storage, oidc, ...ports }: SignInWayPorts): SignInWays {
  const { control } = storage
  return {
    twoFactor: openTwoFactor({ ...ports, control }),
    passkeys: openPasskeys({ ...ports, control }),
    providers: openProviders({ ...ports, control, providers: oidc }),
    mailProofs: openMailProofs({ ...ports, control }),
  }
}
