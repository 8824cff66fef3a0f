import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { done, type Outcome } from '#shared/kit/outcome.ts'
import type { SessionAnswer } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { faultSentence } from './fault-sentence.ts'
import { SecondStep } from './security/second-step.tsx'
import { SignInWays } from './security/sign-in-ways.tsx'

export interface AccountFormProps {
  /** What the buttons say, when more happens than the account alone. */
  signUpLabel?: string
  signInLabel?: string
  /** The token of the link that brought the person here. */
  invitation?: string
  setupWord?: string
  /** Which of the two is offered first, where both can be. */
  first?: Mode
  /** Where a provider sends the browser back to; by default here. */
  to?: string
  /** After the account is there: the rest of the flow. A refusal is shown in the form. `isNew`: by signing up. */
  onDone?: (session: SessionAnswer, isNew: boolean) => Promise<Outcome<string, unknown>> | void
}

type Mode = 'sign-up' | 'sign-in'

/** Creates an account or signs in, on the server that served the page. */
export function AccountForm(props: AccountFormProps) {
  const { session } = useSession()
  const mayFirst = session?.isNew ?? false
  const maySignUp = mayFirst || props.invitation !== undefined || (session?.openSignUp ?? true)
  const [mode, setMode] = useState<Mode>(maySignUp ? (props.first ?? 'sign-up') : 'sign-in')
  const form = useAccountForm(mode, props)
  const onEntered = async (answer: SessionAnswer) => (await props.onDone?.(answer, false)) ?? done()
  const to = props.to ?? location.pathname + location.search
  if (form.isSecondStep) return <SecondStep onEntered={onEntered} startAgain={form.startAgain} />
  return (
    <form onSubmit={(event) => void form.submit(event)} aria-busy={form.isBusy}>
      <Stack gap="sm" maw={400}>
        <AccountNotes mode={mode} isFirst={mayFirst} maySignUp={maySignUp} />
        <AccountFields mode={mode} form={form} needsWord={mode === 'sign-up' && (session?.needsSetupWord ?? false)} />
        {form.problem && (
          <Alert color="red" role="alert">
            {form.problem}
          </Alert>
        )}
        <SubmitButton mode={mode} isBusy={form.isBusy} {...props} />
        {maySignUp && <ModeSwitch mode={mode} setMode={setMode} />}
        <SignInWays mode={mode} to={to} invitation={props.invitation} onEntered={onEntered} />
      </Stack>
    </form>
  )
}

interface Fields {
  name: string
  email: string
  password: string
  setup: string
}

interface AccountFormState {
  fields: Fields
  set(change: Partial<Fields>): void
  problem: string | undefined
  isBusy: boolean
  /** The password was right, and a code is asked for. */
  isSecondStep: boolean
  startAgain(): void
  submit(event: FormEvent): Promise<void>
}

function useAccountForm(mode: Mode, { invitation, setupWord, onDone }: AccountFormProps): AccountFormState {
  const t = useText('settings')
  const { signUp, signIn } = useSession()
  const [fields, setFields] = useState<Fields>({ name: '', email: '', password: '', setup: setupWord ?? '' })
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const [isSecondStep, setSecondStep] = useState(false)
  const enter = () => {
    const { name, email, password, setup } = fields
    if (mode === 'sign-in') return signIn({ email, password })
    return signUp({ name, email, password, ...(setup !== '' && { setup }), ...(invitation && { invitation }) })
  }
  const attempt = async (): Promise<string | undefined> => {
    if (mode === 'sign-up' && fields.password.length < 10) return t('account.errors.passwordShort')
    const entered = await enter()
    if (!entered.ok && entered.reason === 'second-step-needed') {
      setSecondStep(true)
      return undefined
    }
    if (!entered.ok) return faultSentence(t, entered)
    const rest = await onDone?.(entered.value, mode === 'sign-up')
    return rest && !rest.ok ? faultSentence(t, rest) : undefined
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    setProblem(await attempt())
    setBusy(false)
  }
  const set = (change: Partial<Fields>) => setFields((now) => ({ ...now, ...change }))
  return { fields, set, problem, isBusy, isSecondStep, startAgain: () => setSecondStep(false), submit }
}

function AccountFields({ mode, form, needsWord }: { mode: Mode; form: AccountFormState; needsWord: boolean }) {
  const t = useText('settings')
  const { fields, set } = form
  const isNew = mode === 'sign-up'
  return (
    <>
      {isNew && (
        <TextInput
          required
          maxLength={120}
          autoComplete="name"
          label={t('account.name')}
          description={t('account.nameHint')}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      )}
      <TextInput
        required
        type="email"
        autoComplete={isNew ? 'email' : 'username'}
        label={t('account.email')}
        value={fields.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <PasswordInput
        required
        maxLength={200}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        label={t('account.password')}
        {...(isNew && { description: t('account.passwordHint') })}
        value={fields.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      {needsWord && (
        <TextInput
          autoComplete="off"
          label={t('account.setup')}
          description={t('account.setupHint')}
          value={fields.setup}
          onChange={(event) => set({ setup: event.currentTarget.value })}
        />
      )}
    </>
  )
}

function AccountNotes({ mode, isFirst, maySignUp }: { mode: Mode; isFirst: boolean; maySignUp: boolean }) {
  const t = useText('settings')
  if (isFirst && mode === 'sign-up') return <Alert>{t('account.firstOwner')}</Alert>
  if (!maySignUp) return <Alert color="gray">{t('account.closed')}</Alert>
  return null
}

function SubmitButton({ mode, isBusy, signUpLabel, signInLabel }: { mode: Mode; isBusy: boolean } & AccountFormProps) {
  const t = useText('settings')
  const label = mode === 'sign-up' ? (signUpLabel ?? t('account.signUp')) : (signInLabel ?? t('account.signIn'))
  return (
    <Button type="submit" size="md" loading={isBusy} mt="xs">
      {label}
    </Button>
  )
}

function ModeSwitch({ mode, setMode }: { mode: Mode; setMode: (mode: Mode) => void }) {
  const t = useText('settings')
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      onClick={() => setMode(mode === 'sign-up' ? 'sign-in' : 'sign-up')}
    >
      {mode === 'sign-up' ? t('account.haveAccount') : t('account.needAccount')}
    </Anchor>
  )
}
