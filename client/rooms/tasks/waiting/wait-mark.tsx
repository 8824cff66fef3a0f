import { IconHourglass } from '@tabler/icons-react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useQuery } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { stillAwaited } from './queries.ts'
import { WaitingText } from './waiting-text.tsx'

/** Beside a task that can not begin yet; gone with the last one that it waits for. */
export function WaitMark({ id, className }: { id: ReplicaId; className: string | undefined }) {
  const [first, ...others] = useQuery(stillAwaited, id)
  return first ? (
    <WaitingText>
      <Mark title={first.value.title} more={others.length} className={className} />
    </WaitingText>
  ) : null
}

function Mark({ title, more, className }: { title: string; more: number; className: string | undefined }) {
  const t = useText('tasks')
  const tWaiting = useText('taskWaiting')
  const label = tWaiting('mark', { title: title || t('row.untitled'), more })
  return (
    <span className={className} role="img" aria-label={label} title={label}>
      <IconHourglass size={14} stroke={1.75} />
    </span>
  )
}
