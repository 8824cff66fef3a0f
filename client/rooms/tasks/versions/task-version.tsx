import type { Replica } from '#shared/crdt/replica.ts'
import { checklistOf, type TaskRow, taskType } from '#shared/rooms/tasks/index.ts'
import { usePeople } from '#client/replica/index.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { ChangeTable, changeRows } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useDayWords, useToday } from '../parts/day.ts'
import { useRepeatWords } from '../../repeat-words.ts'
import { useThings } from '../../things.ts'
import { TaskWords } from '../quick/task-words.tsx'
import { useProjects } from '../use-projects.ts'
import { WaitingText } from '../waiting/waiting-text.tsx'

/** A task as it was, field by field, in the words of its details. */
export function TaskVersion(props: VersionViewProps) {
  return (
    <TaskWords>
      <WaitingText>
        <TaskTable {...props} />
      </WaitingText>
    </TaskWords>
  )
}

function TaskTable({ shown, before }: VersionViewProps) {
  const t = useText('tasks')
  const tWords = useText('taskWords')
  const tWaiting = useText('taskWaiting')
  const wordsOf = useTaskWords()
  const row = changeRows(wordsOf(shown), before && wordsOf(before))
  return (
    <ChangeTable
      label={t('detail.fields')}
      rows={[
        row('title', t('detail.title'), true),
        row('status', t('status.label')),
        row('due', t('detail.due')),
        row('repeat', tWords('repeat.label')),
        row('priority', t('priority.label')),
        row('assignee', t('detail.assignee')),
        row('project', t('detail.project')),
        row('labels', t('detail.labels')),
        row('waitsFor', tWaiting('waitsFor')),
        row('notes', t('detail.notes'), true),
        row('checklist', t('checklist.label'), true),
        row('inTrash', t('views.trash')),
      ]}
    />
  )
}

function useTaskWords() {
  const t = useText('tasks')
  const today = useToday()
  const dayWords = useDayWords()
  const { nameOf } = usePeople()
  const { titles } = useProjects()
  const repeatWords = useRepeatWords()
  const tWaiting = useText('taskWaiting')
  const things = useThings()
  const due = ({ dueDate, dueTime }: TaskRow) => (dueDate ? dayWords(dueDate, { today, time: dueTime }) : '')
  return (replica: Replica) => {
    const task = taskType.project(replica)
    return {
      title: task.title,
      // A task that was not there yet has none of its defaults either.
      status: replica.fields().status === undefined ? '' : t(`status.${task.status}`),
      priority: replica.fields().priority === undefined ? '' : t(`priority.${task.priority}`),
      due: due(task),
      repeat: task.repeat ? repeatWords(task.repeat, { isFromDone: task.repeatFrom === 'done' }) : '',
      assignee: task.assignee ? nameOf(task.assignee) : '',
      project: task.project ? (titles.get(task.project) ?? t('project.missing')) : '',
      labels: task.labels.join(', '),
      waitsFor: (task.waitsFor ?? []).map((id) => things.titleOf(id) ?? tWaiting('unknown')).join(', '),
      notes: task.notes,
      checklist: checklistOf(task.checklist)
        .map(({ text, done }) => `${done ? '☑' : '☐'} ${text}`)
        .join('\n'),
      inTrash: task.trashedAt === undefined ? '' : t('detail.inTrash'),
    }
  }
}
