import type { ReactNode } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Task } from '#shared/rooms/tasks/index.ts'
import type { Engine } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { freedBy } from './queries.ts'
import { WaitingText } from './waiting-text.tsx'

/** What is said of a task that was done, with what can begin by that. */
export function withFreed(engine: Engine, done: ReplicaId, said: string): ReactNode {
  const [first, ...others] = engine.query(freedBy, done).get()
  if (!first) return said
  return (
    <WaitingText>
      {said} <Freed first={first} more={others.length} />
    </WaitingText>
  )
}

function Freed({ first, more }: { first: Task; more: number }) {
  const t = useText('tasks')
  const tWaiting = useText('taskWaiting')
  return tWaiting('freed', { title: first.value.title || t('row.untitled'), more })
}
