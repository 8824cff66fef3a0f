import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSession } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AnswersProvider, useAnswer, useRefresh } from '../../use-answer.tsx'
import { SettingsSection } from '../settings-section.tsx'
import { securitySentence } from './security-sentence.ts'
import { SecurityText } from './security-text.tsx'
import classes from '../settings.module.css'

interface OfAccountProps<Answer> {
  /** Below `/api`. */
  path: string
  children: (answer: Answer) => ReactNode
}

/** What the server says of the account that is signed in here, or why there is nothing to show. */
export function OfAccount<Answer>({ path, children }: OfAccountProps<Answer>) {
  return (
    <SecurityText>
      <AnswersProvider>
        <SignedIn path={path}>{children}</SignedIn>
      </AnswersProvider>
    </SecurityText>
  )
}

function SignedIn<Answer>(props: OfAccountProps<Answer>) {
  const t = useText('security')
  const { session } = useSession()
  if (!session?.account) return <SettingsSection intro={t('signedOutHere')} />
  return <Answered key={session.account.id} {...props} />
}

function Answered<Answer>({ path, children }: OfAccountProps<Answer>) {
  const t = useText('security')
  const answer = useAnswer<Answer>(path)
  const refresh = useRefresh()
  if (answer.status === 'loading') return <p className={classes.rowHint}>{t('loading')}</p>
  if (answer.status === 'ready') return children(answer.value)
  return (
    <SettingsSection intro={securitySentence(t, answer.refusal)}>
      <Button variant="default" onClick={() => refresh(path)}>
        {t('again')}
      </Button>
    </SettingsSection>
  )
}
