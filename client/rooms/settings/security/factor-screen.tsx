import { Alert, Button, Stack } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, startTransition, Suspense, use, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import type { AccountSecurity, NewTwoFactor, RecoveryCodes } from '#shared/protocol/rest-account.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { callServer, type RestOutcome } from '../../rest.ts'
import { AccountForm } from '../account-form.tsx'
import { Alone, AloneText } from '../alone.tsx'
import { CodeInput } from './code-input.tsx'
import { FactorSecret } from './factor-secret.tsx'
import { OfAccount } from './of-account.tsx'
import { ownPath } from './own-path.ts'
import { ProofProvider, useProof } from './proof.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { securitySentence } from './security-sentence.ts'
import { SecurityText } from './security-text.tsx'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

/** `/two-factor?to=…`: an organisation keeps out who has no second factor. Here one is set up, and then it goes on to where they wanted to go. */
export function FactorScreen() {
  return (
    <SecurityText>
      <Steps />
    </SecurityText>
  )
}

function Steps() {
  const t = useText('security')
  const { session, status } = useSession()
  if (status === 'unknown') return null
  if (session?.account) {
    return (
      <Page>
        <OfAccount<AccountSecurity> path="account/security">{(value) => <Setup value={value} />}</OfAccount>
      </Page>
    )
  }
  return (
    <Alone title={t('signIn.title')}>
      <AccountForm first="sign-in" />
    </Alone>
  )
}

/** Who asks for it, by name. */
function Page({ children }: { children: ReactNode }) {
  const t = useText('security')
  const format = useFormatter()
  const { session } = useSession()
  const names = (session?.waiting ?? []).map(({ name }) => name)
  // Of whoever comes first: the title stays when the wait is over.
  const [asking] = useState(names)
  const all = format.list(asking, { type: 'conjunction' })
  return (
    <Alone title={asking.length > 0 ? t('enrol.title', { names: all, count: asking.length }) : t('twoFactor.title')}>
      {children}
    </Alone>
  )
}

function Setup({ value }: { value: AccountSecurity }) {
  const t = useText('security')
  const to = ownPath((useSearch({ strict: false }) as { to?: string }).to)
  // Asked once: turning it on here must not take the recovery codes off the screen.
  const [wasOn] = useState(value.twoFactor)
  if (wasOn) {
    return (
      <>
        <AloneText>{t('enrol.isOn')}</AloneText>
        <Continue to={to} />
      </>
    )
  }
  return (
    <ProofProvider hasPassword={value.hasPassword} hasPasskey={value.passkeys.length > 0}>
      <AloneText>{t('enrol.body')}</AloneText>
      <Enrolment to={to} />
    </ProofProvider>
  )
}

function Continue({ to }: { to: string }) {
  const t = useText('security')
  const goOn = useGoOn(to)
  return <Button onClick={() => void goOn()}>{t('enrol.goOn')}</Button>
}

/** The server lets them in now; this device learns it first, then goes there. */
function useGoOn(to: string): () => Promise<void> {
  const navigate = useNavigate()
  const { refresh } = useSession()
  return async () => {
    await refresh()
    await navigate({ to })
  }
}

function Enrolment({ to }: { to: string }) {
  const prove = useProof()
  const begin = () => prove(() => callServer<NewTwoFactor>('account/two-factor', { method: 'POST' }))
  const [begun, setBegun] = useState(begin)
  return (
    <Suspense fallback={<Loading />}>
      <Begun begun={begun} to={to} again={() => startTransition(() => setBegun(begin()))} />
    </Suspense>
  )
}

function Loading() {
  const t = useText('security')
  return <p className={classes.rowHint}>{t('loading')}</p>
}

interface BegunProps {
  begun: Promise<RestOutcome<NewTwoFactor>>
  to: string
  again: () => void
}

function Begun({ begun, to, again }: BegunProps) {
  const t = useText('security')
  const answer = use(begun)
  if (answer.ok) return <CodeForm factor={answer.value} to={to} />
  return (
    <>
      {answer.reason !== 'called-off' && <p className={classes.reason}>{securitySentence(t, answer)}</p>}
      <div className={classes.buttons}>
        <Button onClick={again}>{t('again')}</Button>
        <NotNow />
      </div>
    </>
  )
}

function CodeForm({ factor, to }: { factor: NewTwoFactor; to: string }) {
  const t = useText('security')
  const goOn = useGoOn(to)
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const confirm = async (): Promise<RestOutcome<RecoveryCodes>> => {
    const made = await callServer<RecoveryCodes>('account/two-factor/confirm', { method: 'POST', body: { code } })
    if (made.ok) setCodes(made.value.recoveryCodes)
    return made
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt.run(confirm)
  }
  return (
    <form onSubmit={submit} aria-busy={attempt.isBusy}>
      <Stack gap="md">
        <p className={classes.rowHint}>{t('twoFactor.scan')}</p>
        <FactorSecret factor={factor} />
        <CodeInput code={code} setCode={setCode} label={t('twoFactor.code')} />
        {attempt.problem && (
          <Alert color="red" role="alert">
            {attempt.problem}
          </Alert>
        )}
        <div className={classes.buttons}>
          <Button type="submit" loading={attempt.isBusy}>
            {t('enrol.action')}
          </Button>
          <NotNow />
        </div>
      </Stack>
      {codes && <RecoveryCodesDialog codes={codes} close={() => void goOn()} />}
    </form>
  )
}

/** What is on this device is theirs all the same. */
function NotNow() {
  const t = useText('security')
  return (
    <Button component={Link} to="/" variant="default">
      {t('enrol.later')}
    </Button>
  )
}
