import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Alone, AloneText } from '../alone.tsx'
import { callServer } from '../rest.ts'
import { SecurityText } from './security-text.tsx'
import { useAttempt } from './use-attempt.ts'

/** `/forgot`: asks for the mail. */
export function ForgotScreen() {
  return (
    <SecurityText>
      <Forgot />
    </SecurityText>
  )
}

/** `/reset#…`: where that mail leads. */
export function ResetScreen() {
  return (
    <SecurityText>
      <Reset />
    </SecurityText>
  )
}

/** `/verify#…`: where the mail leads that asks whether an address is one's own. A click, for some mail programs open links by themselves. */
export function VerifyScreen() {
  return (
    <SecurityText>
      <Verify />
    </SecurityText>
  )
}

function Forgot() {
  const t = useText('security')
  const attempt = useAttempt()
  const [email, setEmail] = useState('')
  const [isSent, setSent] = useState(false)
  const submit = async () => {
    if (await attempt.run(() => callServer('password-resets', { method: 'POST', body: { email } }))) setSent(true)
  }
  if (isSent)
    return (
      <Said title={t('forgot.sent')} body={t('forgot.sentBody', { email })} to="/sign-in" label={t('signIn.back')} />
    )
  return (
    <Alone title={t('forgot.title')}>
      <AloneText>{t('forgot.body')}</AloneText>
      <Form attempt={attempt} action={t('forgot.action')} submit={() => void submit()}>
        <TextInput
          required
          type="email"
          autoComplete="username"
          label={t('forgot.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </Form>
      <Anchor component={Link} to="/sign-in" size="sm" mt="md" display="inline-block">
        {t('signIn.back')}
      </Anchor>
    </Alone>
  )
}

function Reset() {
  const t = useText('security')
  const { hash: token } = useLocation()
  const attempt = useAttempt()
  const { refresh } = useSession()
  const [password, setPassword] = useState('')
  const [isSet, setIsSet] = useState(false)
  const submit = async () => {
    if (password.length < 10) return attempt.say(t('reset.short'))
    const body = { token, password }
    if (!(await attempt.run(() => callServer('password-resets/confirm', { method: 'POST', body })))) return
    setIsSet(true)
    // If it was signed in, this browser is not any more.
    await refresh()
  }
  if (token === '')
    return <Said title={t('reset.none')} body={t('reset.noneBody')} to="/forgot" label={t('forgot.title')} />
  if (isSet) return <Said title={t('reset.done')} body={t('reset.doneBody')} to="/sign-in" label={t('reset.signIn')} />
  return (
    <Alone title={t('reset.title')}>
      <AloneText>{t('reset.body')}</AloneText>
      <Form attempt={attempt} action={t('reset.action')} submit={() => void submit()}>
        <PasswordInput
          required
          maxLength={200}
          autoComplete="new-password"
          label={t('reset.password')}
          description={t('reset.hint')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </Form>
    </Alone>
  )
}

function Verify() {
  const t = useText('security')
  const { hash: token } = useLocation()
  const attempt = useAttempt()
  const { refresh } = useSession()
  const [isDone, setDone] = useState(false)
  const submit = async () => {
    if (!(await attempt.run(() => callServer('email-verifications', { method: 'POST', body: { token } })))) return
    setDone(true)
    await refresh()
  }
  if (isDone) return <Said title={t('verify.done')} body={t('verify.doneBody')} to="/" label={t('open')} />
  return (
    <Alone title={t('verify.title')}>
      <AloneText>{t('verify.body')}</AloneText>
      <Form attempt={attempt} action={t('verify.action')} submit={() => void submit()} />
    </Alone>
  )
}

function Said({ title, body, to, label }: { title: string; body: string; to: string; label: string }) {
  return (
    <Alone title={title}>
      <AloneText>{body}</AloneText>
      <Button component={Link} to={to}>
        {label}
      </Button>
    </Alone>
  )
}

interface FormProps {
  attempt: ReturnType<typeof useAttempt>
  action: string
  submit: () => void
  children?: ReactNode
}

function Form({ attempt, action, submit, children }: FormProps) {
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  return (
    <form onSubmit={onSubmit} aria-busy={attempt.isBusy}>
      <Stack gap="sm">
        {children}
        {attempt.problem && (
          <Alert color="red" role="alert">
            {attempt.problem}
          </Alert>
        )}
        <Button type="submit" size="md" loading={attempt.isBusy}>
          {action}
        </Button>
      </Stack>
    </form>
  )
}
