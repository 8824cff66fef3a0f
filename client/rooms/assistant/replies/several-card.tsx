import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ProposedAction } from '#shared/assistant/engine/reply.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useEngine, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { DeviceTurn } from '../use-conversation.ts'
import { ActionFacts, useAct, useActionText, WhyNotOffered } from './action-card.tsx'
import { takeLostFocus } from './take-lost-focus.ts'
import { ThingList } from './thing-list.tsx'
import { useWaitingText, WaitingPairs, waitingPairs } from './waiting-pairs.tsx'
import classes from './replies.module.css'

export interface SeveralCardProps {
  turn: DeviceTurn
  actions: readonly ProposedAction[]
  ask: (text: string) => void
}

interface State {
  readonly is: 'offered' | 'doing' | 'done' | 'undone'
  /** How many were not done. */
  readonly failed: number
  /** How many could not be taken back. */
  readonly kept: number
  /** What takes them back, the latest last. */
  readonly steps: readonly number[]
  readonly made: readonly ReplicaId[]
}

const offered: State = { is: 'offered', failed: 0, kept: 0, steps: [], made: [] }

/** The same for all of them, with one click and one way back. */
export function SeveralCard({ turn, actions, ask }: SeveralCardProps) {
  const t = useText('assistant')
  const { canWrite } = useWorkspace()
  const textOf = useActionText()
  const waitingText = useWaitingText()
  const { state, perform, undo } = useAll(actions)
  const [first] = actions
  if (!first) return null
  const pairs = waitingPairs(actions)
  const says = pairs
    ? waitingText(pairs, first.command)
    : `${textOf(first)} · ${t('action.count', { count: actions.length })}`
  const isOffered = canWrite && !turn.isEarlier
  const targets = actions.flatMap(({ target }): ReplicaId[] => (target ? [target] : []))
  const ids = state.is === 'done' && state.made.length > 0 ? state.made : targets
  const titleIfGone = (id: ReplicaId) => actions.find(({ target }) => target === id)?.title
  return (
    <div className={classes.reply}>
      <section className={classes.card} aria-label={says} data-state={state.is}>
        <p className={classes.says}>{says}</p>
        {pairs ? (
          <WaitingPairs pairs={pairs} titleIfGone={titleIfGone} />
        ) : ids.length === 0 ? (
          <NewThings actions={actions} />
        ) : (
          <ThingList ids={ids} titleIfGone={titleIfGone} />
        )}
        <div className={classes.buttons}>
          {state.is === 'done' && (
            <>
              <span className={classes.state}>{t('action.done')}</span>
              {state.steps.length > 0 && (
                <Button ref={takeLostFocus} size="compact-sm" variant="light" onClick={() => void undo()}>
                  {t('action.undoAll')}
                </Button>
              )}
            </>
          )}
          {state.is === 'undone' && <span className={classes.state}>{t('action.undone')}</span>}
          {isOffered && state.is !== 'done' && (
            <Button size="compact-sm" loading={state.is === 'doing'} onClick={() => void perform()}>
              {t('action.doAll', { count: actions.length })}
            </Button>
          )}
        </div>
        {state.failed > 0 && <p className={classes.quiet}>{t('action.failedSome', { count: state.failed })}</p>}
        {state.kept > 0 && <p className={classes.quiet}>{t('action.keptSome', { count: state.kept })}</p>}
        <span className={classes.unseen} role="status">
          {state.is === 'done' && t('action.done')}
          {state.is === 'undone' && t('action.undone')}
          {state.kept > 0 && ` ${t('action.keptSome', { count: state.kept })}`}
        </span>
      </section>
      <WhyNotOffered turn={turn} canWrite={canWrite} ask={ask} />
    </div>
  )
}

/** What is not there yet: how each will be called, and what it gets. */
function NewThings({ actions }: { actions: readonly ProposedAction[] }) {
  return (
    <ol className={classes.things}>
      {actions.map((action, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- two may be the same, and they never change their places
        <li key={at} className={classes.thing}>
          {action.title}
          <ActionFacts action={action} />
        </li>
      ))}
    </ol>
  )
}

/** One after the other: each is a command of its own, and stays one in the activity. */
function useAll(actions: readonly ProposedAction[]) {
  const engine = useEngine()
  const act = useAct()
  const textOf = useActionText()
  const [state, setState] = useState<State>(offered)
  const perform = async () => {
    setState({ ...offered, is: 'doing' })
    const steps: number[] = []
    const made: ReplicaId[] = []
    let failed = 0
    for (const action of actions) {
      const became = await act(action, textOf(action))
      if (became.is !== 'done') failed += 1
      else if (became.step !== undefined) steps.push(became.step)
      if (became.is === 'done' && became.made && !action.target) made.push(became.made)
    }
    setState({ is: failed === actions.length ? 'offered' : 'done', failed, kept: 0, steps, made })
  }
  const undo = async () => {
    let kept = 0
    for (const id of state.steps.toReversed()) if (!(await engine.undo({ id }))) kept += 1
    // Where nothing was taken back, all is as it was done.
    if (kept === state.steps.length) setState({ ...state, kept, steps: [] })
    else setState({ ...offered, is: 'undone', kept })
  }
  return { state, perform, undo }
}
