import type { Replica } from '#shared/crdt/replica.ts'
import { projectType } from '#shared/rooms/tasks/index.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { ChangeTable } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** A project as it was: its name. */
export function ProjectVersion({ shown, before }: VersionViewProps) {
  const t = useText('tasks')
  const title = (replica: Replica) => projectType.project(replica).title
  return (
    <ChangeTable
      label={t('detail.fields')}
      rows={[{ label: t('project.title'), now: title(shown), before: before && title(before), isText: true }]}
    />
  )
}
