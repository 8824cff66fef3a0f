import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { Answer } from '../answers.ts'
import { useRefresh } from '../use-answer.tsx'
import { faultSentence } from './fault-sentence.ts'
import classes from './settings.module.css'

interface AnsweredProps<Value> {
  answer: Answer<Value>
  /** What to ask again. */
  path: string
  loading: string
  children: (value: Value) => ReactNode
}

/** What the server says, or that it is being asked, or why not, with the way to ask again; what it said before stays in sight. */
export function Answered<Value>({ answer, path, loading, children }: AnsweredProps<Value>) {
  if (answer.status === 'loading') return <p className={classes.rowHint}>{loading}</p>
  return (
    <>
      {answer.refusal && <Unanswered refusal={answer.refusal} path={path} />}
      {answer.status === 'ready' && children(answer.value)}
    </>
  )
}

function Unanswered({ refusal, path }: { refusal: Parameters<typeof faultSentence>[1]; path: string }) {
  const t = useText('settings')
  const ui = useText('ui')
  const refresh = useRefresh()
  return (
    <div className={classes.unanswered} role="status">
      <p>{faultSentence(t, refusal)}</p>
      <Button variant="default" size="compact-sm" onClick={() => refresh(path)}>
        {ui('tryAgain')}
      </Button>
    </div>
  )
}
