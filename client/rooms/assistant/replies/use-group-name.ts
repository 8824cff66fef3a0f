import type { RecordQuery } from '#shared/assistant/records/query.ts'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { projectType, taskPriorities, taskStatuses } from '#shared/rooms/tasks/index.ts'
import { folderType } from '#shared/rooms/documents/index.ts'
import { useEngine, useRows } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'

/** What a group of an answer is called. */
export function useGroupName({ groupBy }: RecordQuery): (key: string | undefined) => string {
  const t = useText('assistant')
  const format = useFormatter()
  const engine = useEngine()
  const rows = useRows()
  const noon = (date: string) => new Date(`${date}T12:00:00`)
  return (key) => {
    if (key === undefined) return t('answer.noGroup')
    switch (groupBy) {
      case 'person':
        return engine.nameOf(key as PrincipalId)
      case 'project':
        return (
          (rows.get(projectType, key as ReplicaId) ?? rows.get(folderType, key as ReplicaId))?.value.title ??
          t('answer.gone')
        )
      case 'label':
        return `#${key}`
      case 'status':
        return t(`answer.status.${taskStatuses.find((each) => each === key) ?? 'todo'}`)
      case 'priority':
        return t(`answer.priority.${taskPriorities.find((each) => each === key) ?? 'normal'}`)
      case 'day':
        return format.dateTime(noon(key), { weekday: 'short', day: 'numeric', month: 'short' })
      case 'week':
        return t('answer.weekOf', { date: format.dateTime(noon(key), { day: 'numeric', month: 'short' }) })
      case 'month':
        return format.dateTime(noon(`${key}-15`), { month: 'long', year: 'numeric' })
      case undefined:
        return key
    }
  }
}
