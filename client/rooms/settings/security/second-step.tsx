import { Alert, Anchor, Button, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { SessionAnswer } from '#shared/protocol/rest.ts'
import { useText } from '#client/ui/i18n.tsx'
import { CodeInput } from './code-input.tsx'
import { SecurityText } from './security-text.tsx'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

interface SecondStepProps {
  onEntered: (session: SessionAnswer) => Promise<Outcome<string, unknown>>
  startAgain: () => void
}

/** After the password: the code of the app. */
export function SecondStep(props: SecondStepProps) {
  return (
    <SecurityText>
      <CodeForm {...props} />
    </SecurityText>
  )
}

function CodeForm({ onEntered, startAgain }: SecondStepProps) {
  const t = useText('security')
  const { signInBy } = useSession()
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt.run(async () => {
      const entered = await signInBy('second-step', { code })
      return entered.ok ? onEntered(entered.value) : entered
    })
  }
  return (
    <form onSubmit={submit} aria-busy={attempt.isBusy} aria-label={t('signIn.codeTitle')}>
      <Stack gap="sm" maw={400}>
        <p className={classes.rowHint}>{t('signIn.codeBody')}</p>
        <CodeInput code={code} setCode={setCode} label={t('signIn.code')} />
        {attempt.problem && (
          <Alert color="red" role="alert">
            {attempt.problem}
          </Alert>
        )}
        <Button type="submit" size="md" loading={attempt.isBusy}>
          {t('signIn.codeAction')}
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={startAgain}>
          {t('signIn.startAgain')}
        </Anchor>
      </Stack>
    </form>
  )
}
