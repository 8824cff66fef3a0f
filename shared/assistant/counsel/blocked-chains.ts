import type { ReplicaId } from '../../kit/ids.ts'
import type { Task, Waiting } from '../../rooms/tasks/index.ts'

/** What is wrong with the task that a chain waits for. `later`: its date comes after that of one behind it. */
export type ChainReason = 'overdue' | 'undated' | 'later' | 'unassigned'

export interface BlockedChain {
  /** The first is what all others wait for, by themselves or through others. */
  readonly ids: readonly ReplicaId[]
  /** Of the first. */
  readonly title: string
  readonly reasons: readonly ChainReason[]
}

interface ChainsIn {
  readonly open: readonly Task[]
  readonly waits: Waiting
  readonly today: string
}

/** Chains of tasks, of which nobody can say when they end. What is late comes first, then what holds up most. */
export function blockedChains({ open, waits, today }: ChainsIn): readonly BlockedChain[] {
  // Where all is one person's, nobody has to be named.
  const isShared = new Set(open.map(({ value }) => value.assignee ?? value.createdBy)).size > 1
  return waits.heads
    .flatMap((head): BlockedChain[] => {
      const behind = waits.behind(head.id)
      const reasons = reasonsOf(head, behind, { today, isShared })
      return reasons.length > 0
        ? [{ ids: [head, ...behind].map(({ id }) => id), title: head.value.title, reasons }]
        : []
    })
    .toSorted((a, b) => lateness(a) - lateness(b) || b.ids.length - a.ids.length)
}

function lateness({ reasons }: BlockedChain): number {
  return reasons.includes('overdue') ? 0 : 1
}

function reasonsOf(
  { value: { dueDate, assignee } }: Task,
  behind: readonly Task[],
  { today, isShared }: { today: string; isShared: boolean },
): readonly ChainReason[] {
  const isLater = behind.some(
    ({ value }) => dueDate !== undefined && value.dueDate !== undefined && value.dueDate < dueDate,
  )
  return [
    ...(dueDate !== undefined && dueDate < today ? (['overdue'] as const) : []),
    ...(dueDate === undefined ? (['undated'] as const) : []),
    ...(isLater ? (['later'] as const) : []),
    ...(isShared && assignee === undefined ? (['unassigned'] as const) : []),
  ]
}
