import type { Items } from '../../crdt/fields.ts'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'

export const taskStatuses = ['todo', 'doing', 'done'] as const
export type TaskStatus = (typeof taskStatuses)[number]
export const taskPriorities = ['urgent', 'high', 'normal', 'low'] as const
export type TaskPriority = (typeof taskPriorities)[number]

export interface TaskRow {
  readonly title: string
  readonly notes: string
  readonly status: TaskStatus
  readonly priority: TaskPriority
  /** Calendar date, `2026-03-31`, in the reader's own time zone. */
  readonly dueDate: string | undefined
  /** `14:30`; only beside a date. */
  readonly dueTime: string | undefined
  readonly assignee: PrincipalId | undefined
  readonly labels: readonly string[]
  readonly project: ReplicaId | undefined
  readonly checklist: Items
  readonly position: string
  readonly completedAt: number | undefined
  /** What it was made from, an idea for one. */
  readonly source: ReplicaId | undefined
  readonly createdAt: number
  readonly trashedAt: number | undefined
}

export const taskType = replicaType<TaskRow>({
  name: 'task',
  kind: 'automerge',
  shape: {
    title: 'value',
    notes: 'text',
    status: 'value',
    priority: 'value',
    dueDate: 'value',
    dueTime: 'value',
    assignee: 'value',
    labels: 'set',
    project: 'value',
    checklist: 'items',
    position: 'value',
    completedAt: 'value',
    source: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      notes: read.text(fields, 'notes'),
      status: taskStatuses.find((status) => status === fields.status) ?? 'todo',
      priority: taskPriorities.find((priority) => priority === fields.priority) ?? 'normal',
      dueDate: read.text(fields, 'dueDate') || undefined,
      dueTime: read.text(fields, 'dueTime') || undefined,
      assignee: (read.text(fields, 'assignee') || undefined) as PrincipalId | undefined,
      labels: read.set(fields, 'labels'),
      project: read.id(fields, 'project'),
      checklist: (fields.checklist ?? {}) as Items,
      position: read.text(fields, 'position'),
      completedAt: read.number(fields, 'completedAt'),
      source: read.id(fields, 'source'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})

export interface ProjectRow {
  readonly title: string
  readonly position: string
  readonly trashedAt: number | undefined
}

export const projectType = replicaType<ProjectRow>({
  name: 'project',
  kind: 'automerge',
  shape: { title: 'value', position: 'value', createdAt: 'value', createdBy: 'value', trashedAt: 'value' },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      position: read.text(fields, 'position'),
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})
