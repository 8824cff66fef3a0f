import { Alert, Button } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import type { SessionAnswer } from '#shared/protocol/rest.ts'
import { done } from '#shared/kit/outcome.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from '../account-form.tsx'
import { Alone, AloneText } from '../alone.tsx'
import { ownPath } from './own-path.ts'
import { SecondStep } from './second-step.tsx'
import { problemSentence } from './security-sentence.ts'
import { SecurityText } from './security-text.tsx'

interface SignInSearch {
  /** What went wrong at a provider. */
  problem?: string
  /** `code`: the provider has let them in, and the account asks for a code. */
  step?: string
  to?: string
}

/** `/sign-in`: where a link asks for an account, and where a provider sends people back to. */
export function SignInScreen() {
  return (
    <SecurityText>
      <SignIn />
    </SecurityText>
  )
}

function SignIn() {
  const t = useText('security')
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as SignInSearch
  const { session, status } = useSession()
  const [isCode, setCode] = useState(search.step === 'code')
  const to = ownPath(search.to)
  const go = async ({ waiting = [] }: SessionAnswer) => {
    await navigate(waiting.length > 0 ? { to: '/two-factor', search: { to } as never } : { to })
    return done()
  }
  if (status === 'unknown') return null
  if (session?.account) return <Already name={session.account.name} to={to} />
  if (isCode) {
    return (
      <Alone title={t('signIn.codeTitle')}>
        <SecondStep onEntered={go} startAgain={() => setCode(false)} />
      </Alone>
    )
  }
  return (
    <Alone title={t('signIn.title')}>
      {search.problem !== undefined && (
        <Alert color="red" role="alert" mb="md">
          {problemSentence(t, search.problem)}
        </Alert>
      )}
      <AccountForm first="sign-in" to={to} onDone={go} />
    </Alone>
  )
}

function Already({ name, to }: { name: string; to: string }) {
  const t = useText('security')
  return (
    <Alone title={t('signIn.title')}>
      <AloneText>{t('signIn.already', { name })}</AloneText>
      <Button component={Link} to={to}>
        {t('open')}
      </Button>
    </Alone>
  )
}
