import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { documentType, type DocumentRow, folderType } from '../../rooms/documents/index.ts'
import { type IdeaRow, ideaTitle, ideaType } from '../../rooms/ideas/index.ts'
import type { AnyReplicaType, Row, Rows } from '../../rooms/room.ts'
import { projectType, taskType, type TaskPriority, type TaskRow, type TaskStatus } from '../../rooms/tasks/index.ts'
import { type BoardRow, boardType } from '../../rooms/whiteboards/index.ts'
import type { RecordType } from './query.ts'

/** What questions ask of a record, whatever it is. */
export interface Facets {
  readonly id: ReplicaId
  readonly type: RecordType
  readonly title: string
  /** What words are looked for in: the title, of an idea all of it. */
  readonly text: string
  readonly status?: TaskStatus
  readonly priority?: TaskPriority
  readonly due?: string | undefined
  readonly dueTime?: string | undefined
  readonly completed?: number | undefined
  readonly created: number
  readonly changed: number
  readonly changedBy: PrincipalId
  readonly assignee?: PrincipalId | undefined
  readonly author?: PrincipalId | undefined
  readonly labels: readonly string[]
  readonly place?: ReplicaId | undefined
  readonly repeats?: boolean
  readonly isPinned?: boolean
  readonly isTrashed: boolean
}

/** For live queries: an answer may change when one of these does. */
export const factTypes: readonly AnyReplicaType[] = [
  taskType,
  projectType,
  documentType,
  folderType,
  ideaType,
  boardType,
]

/** What is read by name when records are told: without a title, the first words that stand for it. */
export const untitled = 'Untitled'

const seen = new WeakMap<object, Facets>()

/** Kept by row, which is another object after each change: questions come in turns, rows hardly ever change between them. */
function facetsOf<Value extends object>(row: Row<Value>, make: (row: Row<Value>) => Facets): Facets {
  const known = seen.get(row)
  if (known) return known
  const made = make(row)
  seen.set(row, made)
  return made
}

export function recordsOf(rows: Rows, type: RecordType): readonly Facets[] {
  switch (type) {
    case 'task':
      return rows.of(taskType).map((row) => facetsOf(row, ofTask))
    case 'document':
      return rows.of(documentType).map((row) => facetsOf(row, ofDocument))
    case 'idea':
      return rows.of(ideaType).map((row) => facetsOf(row, ofIdea))
    case 'board':
      return rows.of(boardType).map((row) => facetsOf(row, ofBoard))
  }
}

const seenBefore = new WeakMap<object, readonly Facets[]>()

/** Each time that a task which repeats was done, as a task that was due on that day and is done. */
export function doneBefore(rows: Rows): readonly Facets[] {
  return rows.of(taskType).flatMap((row) => {
    const { doneBefore: times = [] } = row.value
    if (times.length === 0) return []
    const known = seenBefore.get(row)
    if (known) return known
    const made = times.map(
      ({ day, at }): Facets => ({
        ...facetsOf(row, ofTask),
        status: 'done',
        due: day,
        completed: at,
      }),
    )
    seenBefore.set(row, made)
    return made
  })
}

function ofTask({ id, value, changedAt, changedBy }: Row<TaskRow>): Facets {
  return {
    id,
    type: 'task',
    title: value.title || untitled,
    text: value.title,
    status: value.status,
    priority: value.priority,
    due: value.dueDate,
    dueTime: value.dueTime,
    completed: value.completedAt,
    created: value.createdAt,
    changed: changedAt,
    changedBy,
    assignee: value.assignee,
    author: value.createdBy,
    labels: value.labels,
    place: value.project,
    repeats: value.repeat !== undefined,
    isTrashed: value.trashedAt !== undefined,
  }
}

function ofDocument({ id, value, changedAt, changedBy }: Row<DocumentRow>): Facets {
  return {
    id,
    type: 'document',
    title: value.title || untitled,
    text: value.title,
    created: value.createdAt,
    changed: changedAt,
    changedBy,
    author: value.createdBy,
    labels: value.tags,
    place: value.parent,
    isPinned: value.pinned,
    isTrashed: value.trashedAt !== undefined,
  }
}

function ofIdea({ id, value, changedAt, changedBy }: Row<IdeaRow>): Facets {
  return {
    id,
    type: 'idea',
    title: ideaTitle(value.text) || untitled,
    text: value.text,
    created: value.createdAt,
    changed: changedAt,
    changedBy,
    author: value.createdBy,
    labels: value.tags,
    isPinned: value.pinned,
    isTrashed: value.trashedAt !== undefined,
  }
}

function ofBoard({ id, value, changedAt, changedBy }: Row<BoardRow>): Facets {
  return {
    id,
    type: 'board',
    title: value.title || untitled,
    text: value.title,
    created: value.createdAt,
    changed: changedAt,
    changedBy,
    labels: [],
    isTrashed: value.trashedAt !== undefined,
  }
}
