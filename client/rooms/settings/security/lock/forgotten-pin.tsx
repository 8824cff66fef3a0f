import { Alert, Anchor, Button, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { eraseDevice } from '#client/platform/browser-lock.ts'
import type { DeviceLock } from '#client/platform/device-lock.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { SessionAnswer } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Alone, AloneText } from '../../alone.tsx'
import { callServer } from '../../rest.ts'
import { CodeInput } from '../code-input.tsx'
import { askPasskey, passkeySupport } from '../passkey-calls.ts'
import { useAttempt } from '../use-attempt.ts'
import { EraseDialog } from './erase-dialog.tsx'

interface ForgottenPinProps {
  lock: DeviceLock
  onOpen: () => void
  back: () => void
}

/** The way back in: whoever can sign in as the owner of the lock takes it away, and whoever can not starts with an empty device. */
export function ForgottenPin({ lock, onOpen, back }: ForgottenPinProps) {
  const t = useText('security')
  const attempt = useAttempt()
  const [isErasing, setErasing] = useState(false)
  const enter = async (ask: () => Promise<Outcome<string, SessionAnswer>>) => {
    const isIn = await attempt.run(async () => {
      const entered = await ask()
      if (!entered.ok) return entered
      return entered.value.account?.id === lock.owner?.id ? done() : refused('other-account')
    })
    if (!isIn) return
    await lock.remove()
    onOpen()
  }
  return (
    <Alone title={t('lock.forgotTitle')}>
      <Stack gap="sm">
        {lock.owner?.email && <SignInForm email={lock.owner.email} attempt={attempt} enter={enter} />}
        {attempt.problem && (
          <Alert color="red" role="alert">
            {attempt.problem}
          </Alert>
        )}
        <Anchor component="button" type="button" size="sm" onClick={back}>
          {t('lock.back')}
        </Anchor>
        <Anchor component="button" type="button" size="sm" c="red" onClick={() => setErasing(true)}>
          {t('lock.erase')}
        </Anchor>
      </Stack>
      {isErasing && <EraseDialog erase={erase} close={() => setErasing(false)} />}
    </Alone>
  )
}

interface SignInFormProps {
  email: string
  attempt: { isBusy: boolean }
  enter: (ask: () => Promise<Outcome<string, SessionAnswer>>) => Promise<void>
}

function SignInForm({ email, attempt, enter }: SignInFormProps) {
  const t = useText('security')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [isCode, setIsCode] = useState(false)
  const ask = async () => {
    const asked = isCode ? await post('session/second-step', { code }) : await post('session', { email, password })
    if (asked.ok || asked.reason !== 'second-step-needed') return asked
    setIsCode(true)
    return refused('called-off')
  }
  const byPasskey = async () => {
    const asked = await askPasskey()
    return asked.ok ? post('session/passkey', asked.value) : asked
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void enter(ask)
  }
  return (
    <form onSubmit={submit} aria-busy={attempt.isBusy}>
      <Stack gap="sm">
        <AloneText>{t('lock.forgotBody', { email })}</AloneText>
        <input hidden readOnly type="email" autoComplete="username" value={email} />
        {isCode ? (
          <CodeInput code={code} setCode={setCode} label={t('signIn.code')} />
        ) : (
          <PasswordInput
            required
            autoFocus
            maxLength={200}
            autoComplete="current-password"
            label={t('lock.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <Button type="submit" size="md" loading={attempt.isBusy}>
          {t('lock.signIn')}
        </Button>
        {!isCode && passkeySupport() === 'here' && (
          <Button variant="default" size="md" onClick={() => void enter(byPasskey)}>
            {t('lock.passkey')}
          </Button>
        )}
      </Stack>
    </form>
  )
}

function post(path: string, body: object): Promise<Outcome<string, SessionAnswer>> {
  return callServer<SessionAnswer>(path, { method: 'POST', body })
}

/** The server is told first: the cookie of this browser would open everything again. */
async function erase(): Promise<Outcome<string, void>> {
  const left = await callServer<void>('session', { method: 'DELETE' })
  if (!left.ok) return refused(left.reason === 'unreachable' ? 'erase-offline' : left.reason, left.detail)
  await eraseDevice()
  location.assign('/')
  return done()
}
