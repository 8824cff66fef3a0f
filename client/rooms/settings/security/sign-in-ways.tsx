import { Alert, Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useSession } from '#client/replica/index.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { ProviderStart } from '#shared/protocol/rest-account.ts'
import type { SessionAnswer } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { callServer } from '../rest.ts'
import { askPasskey, passkeySupport } from './passkey-calls.ts'
import { SecurityText } from './security-text.tsx'
import { useAttempt } from './use-attempt.ts'
import classes from './security.module.css'

interface SignInWaysProps {
  /** A passkey opens an account that there is; providers may make one, too. */
  mode: 'sign-in' | 'sign-up'
  /** Where a provider sends the browser back to. */
  to: string
  invitation?: string | undefined
  onEntered: (session: SessionAnswer) => Promise<Outcome<string, unknown>>
}

/** Below the fields of a sign-in: a passkey, the providers of this server, and a way back for who forgot the password. */
export function SignInWays(props: SignInWaysProps) {
  return (
    <SecurityText>
      <Ways {...props} />
    </SecurityText>
  )
}

function Ways({ mode, to, invitation, onEntered }: SignInWaysProps) {
  const t = useText('security')
  const { session, signInBy } = useSession()
  const attempt = useAttempt()
  const { providers = [], mail = false } = session?.ways ?? {}
  const hasPasskey = mode === 'sign-in' && passkeySupport() === 'here'
  const byPasskey = () =>
    attempt.run(async () => {
      const asked = await askPasskey()
      if (!asked.ok) return asked
      const entered = await signInBy('passkey', asked.value)
      return entered.ok ? onEntered(entered.value) : entered
    })
  const byProvider = (name: string) =>
    attempt.run(async () => {
      const body = { to, ...(invitation !== undefined && { invitation }) }
      const begun = await callServer<ProviderStart>(`session/providers/${name}`, { method: 'POST', body })
      if (begun.ok) location.assign(begun.value.url)
      return begun
    })
  return (
    <div className={classes.ways}>
      {mode === 'sign-in' && mail && (
        <Anchor component={Link} to="/forgot" size="sm" className={classes.forgot}>
          {t('signIn.forgot')}
        </Anchor>
      )}
      {(hasPasskey || providers.length > 0) && <p className={classes.or}>{t('signIn.or')}</p>}
      {attempt.problem && (
        <Alert color="red" role="alert">
          {attempt.problem}
        </Alert>
      )}
      {hasPasskey && (
        <Button variant="default" size="md" loading={attempt.isBusy} onClick={() => void byPasskey()}>
          {t('signIn.passkey')}
        </Button>
      )}
      {providers.map(({ name, label }) => (
        <Button key={name} variant="default" size="md" onClick={() => void byProvider(name)}>
          {t('signIn.provider', { label })}
        </Button>
      ))}
    </div>
  )
}
