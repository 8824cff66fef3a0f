import { Button } from '@mantine/core'
import { useSession } from '#client/replica/index.ts'
import type { AccountSecurity } from '#shared/protocol/rest-account.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AnswersProvider, useAnswer, useRefresh } from '../../use-answer.tsx'
import { SettingsSection } from '../settings-section.tsx'
import { EmailPart } from './email-part.tsx'
import { PasskeysPart } from './passkeys-part.tsx'
import { PasswordPart } from './password-part.tsx'
import { ProofProvider } from './proof.tsx'
import { ProvidersPart } from './providers-part.tsx'
import { securitySentence } from './security-sentence.ts'
import { SecurityText } from './security-text.tsx'
import { TwoFactorPart } from './two-factor-part.tsx'
import classes from '../settings.module.css'

/** What opens the account: settings → Security. */
export function SecuritySection() {
  return (
    <SecurityText>
      <AnswersProvider>
        <Body />
      </AnswersProvider>
    </SecurityText>
  )
}

function Body() {
  const t = useText('security')
  const { session } = useSession()
  if (!session?.account) return <SettingsSection intro={t('signedOutHere')} />
  return <Security key={session.account.id} />
}

function Security() {
  const t = useText('security')
  const answer = useAnswer<AccountSecurity>('account/security')
  const refresh = useRefresh()
  if (answer.status === 'loading') return <p className={classes.rowHint}>{t('loading')}</p>
  if (answer.status === 'failed') {
    return (
      <SettingsSection intro={securitySentence(t, answer.refusal)}>
        <Button variant="default" onClick={() => refresh('account/security')}>
          {t('again')}
        </Button>
      </SettingsSection>
    )
  }
  const { value } = answer
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
