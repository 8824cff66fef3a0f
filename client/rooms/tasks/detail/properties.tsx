import { Select, TagsInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import {
  taskCommands,
  taskPriorities,
  taskQueries,
  taskStatuses,
  type CalendarDate,
  type Task,
  type TaskPriority,
  type TaskStatus,
} from '#shared/rooms/tasks/index.ts'
import { usePeople, useQuery, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useThings } from '../../things.ts'
import type { ProjectDialogGiven } from '../dialogs/project-dialog.tsx'
import { TaskWords } from '../quick/task-words.tsx'
import { WaitingFields } from '../waiting/waiting-fields.tsx'
import { DueField } from './due-field.tsx'
import { Property } from './property.tsx'
import { RepeatField } from './repeat-field.tsx'
import classes from './properties.module.css'

/** The short facts of a task, one a line. Each change is a command of its own. */
export function Properties({ task, today }: { task: Task; today: CalendarDate }) {
  const t = useText('tasks')
  const run = useRun()
  const canWrite = useCanWrite(task.id)
  const edit = { undoLabel: t('undo.edit') }
  const { id } = task
  return (
    <div className={classes.properties}>
      <Choice
        task={task}
        label={t('status.label')}
        value={task.value.status}
        options={taskStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        choose={(status) => run(taskCommands.setStatus, { id, status: status as TaskStatus }, edit)}
      />
      <Choice
        task={task}
        label={t('priority.label')}
        value={task.value.priority}
        options={taskPriorities.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
        choose={(priority) => run(taskCommands.setPriority, { id, priority: priority as TaskPriority }, edit)}
      />
      <Property label={t('detail.due')}>
        {(labelId) => <DueField task={task} today={today} labelId={labelId} isReadOnly={!canWrite} />}
      </Property>
      <TaskWords>
        <RepeatProperty task={task} today={today} />
      </TaskWords>
      <AssigneeChoice task={task} />
      <LabelsField task={task} />
      <ProjectChoice task={task} />
      <WaitingFields task={task} />
      {task.value.source && <SourceLink id={task.value.source} />}
    </div>
  )
}

function RepeatProperty({ task, today }: { task: Task; today: CalendarDate }) {
  const tWords = useText('taskWords')
  const canWrite = useCanWrite(task.id)
  return (
    <Property label={tWords('repeat.label')}>
      {(labelId) => <RepeatField task={task} today={today} labelId={labelId} isReadOnly={!canWrite} />}
    </Property>
  )
}

interface ChoiceProps {
  task: Task
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  choose: (value: string) => unknown
  searchable?: boolean
}

function Choice({ task, label, value, options, choose, searchable = false }: ChoiceProps) {
  const canWrite = useCanWrite(task.id)
  return (
    <Property label={label}>
      {() => (
        <Select
          aria-label={label}
          data={options}
          value={value}
          allowDeselect={false}
          searchable={searchable}
          readOnly={!canWrite}
          variant="unstyled"
          size="xs"
          classNames={{ input: classes.input }}
          comboboxProps={{ withinPortal: true, width: 220, position: 'bottom-start' }}
          onChange={(next) => {
            if (next !== null && next !== value) choose(next)
          }}
        />
      )}
    </Property>
  )
}

const nobody = 'nobody'

function AssigneeChoice({ task }: { task: Task }) {
  const t = useText('tasks')
  const run = useRun()
  const { me, members, nameOf } = usePeople()
  const { assignee } = task.value
  // Alone on a device there is nobody to hand a task to.
  if (members.length === 0 && assignee === undefined) return null
  const people = members.map((member) => ({
    value: String(member.principal),
    label: member.account === me?.id ? t('detail.me', { name: member.name }) : member.name,
  }))
  const isKnown = assignee === undefined || people.some((person) => person.value === String(assignee))
  return (
    <Choice
      task={task}
      label={t('detail.assignee')}
      value={assignee ?? nobody}
      searchable
      options={[
        { value: nobody, label: t('detail.nobody') },
        ...people,
        ...(isKnown ? [] : [{ value: String(assignee), label: nameOf(assignee) }]),
      ]}
      choose={(next) =>
        run(
          taskCommands.assign,
          { id: task.id, assignee: next === nobody ? null : (next as PrincipalId) },
          { undoLabel: t('undo.edit') },
        )
      }
    />
  )
}

const newProject = 'new'
const noProject = 'none'

function ProjectChoice({ task }: { task: Task }) {
  const t = useText('tasks')
  const run = useRun()
  const projects = useQuery(taskQueries.liveProjects)
  const dialog = useOverlay<ProjectDialogGiven>('tasks.project')
  const put = (project: ReplicaId | null) =>
    run(taskCommands.moveToProject, { id: task.id, project }, { undoLabel: t('undo.edit') })
  const isLive = projects.some((project) => project.id === task.value.project)
  return (
    <Choice
      task={task}
      label={t('detail.project')}
      value={isLive && task.value.project ? task.value.project : noProject}
      searchable
      options={[
        { value: noProject, label: t('detail.noProject') },
        ...projects.map((project) => ({ value: String(project.id), label: project.value.title })),
        { value: newProject, label: t('detail.newProject') },
      ]}
      choose={(next) => {
        if (next === newProject) return dialog.show({ then: (id) => void put(id) })
        return put(next === noProject ? null : (next as ReplicaId))
      }}
    />
  )
}

function LabelsField({ task }: { task: Task }) {
  const t = useText('tasks')
  const run = useRun()
  const canWrite = useCanWrite(task.id)
  const known = useQuery(taskQueries.labelsInUse)
  return (
    <Property label={t('detail.labels')}>
      {() => (
        <TagsInput
          aria-label={t('detail.labels')}
          data={known}
          value={[...task.value.labels]}
          placeholder={task.value.labels.length === 0 ? t('detail.labelsPlaceholder') : ''}
          maxTags={50}
          readOnly={!canWrite}
          variant="unstyled"
          size="xs"
          classNames={{ input: classes.input, inputField: classes.inputField, pill: classes.pill }}
          onChange={(labels) =>
            void run(taskCommands.setLabels, { id: task.id, labels }, { undoLabel: t('undo.edit') })
          }
        />
      )}
    </Property>
  )
}

function SourceLink({ id }: { id: ReplicaId }) {
  const t = useText('tasks')
  const things = useThings()
  const [link, title] = [things.linkOf(id), things.titleOf(id)]
  if (!link || title === undefined) return null
  const SourceIcon = things.iconOf(id)
  return (
    <Property label={t('detail.source')}>
      {(labelId) => (
        <Link {...link} className={classes.source} aria-describedby={labelId}>
          {SourceIcon && <SourceIcon size={14} stroke={1.75} />}
          <span>{title}</span>
        </Link>
      )}
    </Property>
  )
}
