import type { AccountSecurity } from '#shared/protocol/rest-account.ts'
import { LockPart } from './lock/lock-part.tsx'
import { EmailPart } from './email-part.tsx'
import { OfAccount } from './of-account.tsx'
import { PasskeysPart } from './passkeys-part.tsx'
import { PasswordPart } from './password-part.tsx'
import { ProofProvider } from './proof.tsx'
import { ProvidersPart } from './providers-part.tsx'
import { TwoFactorPart } from './two-factor-part.tsx'

/** What opens the account, and the app on this device: settings → Security. */
export function SecuritySection() {
  return (
    <>
      <OfAccount<AccountSecurity> path="account/security">{(value) => <Ways value={value} />}</OfAccount>
      <LockPart />
    </>
  )
}

function Ways({ value }: { value: AccountSecurity }) {
  return (
    <ProofProvider hasPassword={value.hasPassword} hasPasskey={value.passkeys.length > 0}>
      <EmailPart email={value.email} isVerified={value.emailVerified} />
      <PasswordPart email={value.email} hasPassword={value.hasPassword} />
      <TwoFactorPart isOn={value.twoFactor} codesLeft={value.recoveryCodesLeft} />
      <PasskeysPart passkeys={value.passkeys} />
      {value.providers.length > 0 && <ProvidersPart providers={value.providers} />}
    </ProofProvider>
  )
}
