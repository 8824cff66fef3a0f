import type { ProposedAction } from '#shared/assistant/engine/reply.ts'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { useText } from '#client/ui/i18n.tsx'
import { ThingList, type ThingListProps } from './thing-list.tsx'
import classes from './replies.module.css'

interface Pairs {
  readonly waiters: readonly ReplicaId[]
  readonly others: readonly ReplicaId[]
}

/** Which tasks are to wait for which others, each for each. undefined: it is not of waiting, or for one and the same. */
export function waitingPairs(actions: readonly ProposedAction[]): Pairs | undefined {
  const others = new Set(actions.flatMap(({ input }) => (isReplicaId(input.for) ? [input.for] : [])))
  const waiters = new Set(actions.flatMap(({ target }) => target ?? []))
  return others.size > 1 ? { waiters: [...waiters], others: [...others] } : undefined
}

export function useWaitingText(): (pairs: Pairs, command: ProposedAction['command']) => string {
  const t = useText('assistant')
  return ({ waiters }, command) =>
    t(command === 'tasks.waitFor' ? 'action.waitSeveral' : 'action.waitSeveralNoMore', { count: waiters.length })
}

/** Titles on both sides, for neither is told by the words above. */
export function WaitingPairs({
  pairs: { waiters, others },
  titleIfGone,
}: { pairs: Pairs } & Required<Pick<ThingListProps, 'titleIfGone'>>) {
  const t = useText('assistant')
  return (
    <>
      <ThingList ids={waiters} titleIfGone={titleIfGone} />
      <p className={classes.says}>{t('action.waitsFor')}</p>
      <ThingList ids={others} />
    </>
  )
}
