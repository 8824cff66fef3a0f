import { z } from 'zod'
import type { FieldPatch } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { mergeText } from '../../kit/merge-text.ts'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import { command, read, type Work } from '../room.ts'
import * as input from './inputs.ts'
import { projectType, taskType, type TaskStatus } from './model.ts'
import { placeBetween, placeByTime } from './place.ts'
import { completionPatch, isKnownRule } from './repeat.ts'

/** Opens a task for a command; the refusal says that it is not there (or not for this principal). */
export async function openTask(work: Work, id: ReplicaId): Promise<Outcome<'task-missing', Replica>> {
  const task = await work.open(taskType, id)
  return task ? done(task) : refused('task-missing')
}

async function patchTask(
  work: Work,
  id: ReplicaId,
  patch: (task: Replica) => FieldPatch | Promise<FieldPatch>,
): Promise<Outcome<'task-missing', void>> {
  const task = await openTask(work, id)
  if (!task.ok) return task
  task.value.patch(await patch(task.value))
  return done()
}

/** Completing says when, and doing so again keeps the first time, so that replays converge. What repeats moves on instead. */
async function movePatch(work: Work, task: Replica, next: TaskStatus): Promise<FieldPatch> {
  const moved = next === 'done' ? await completionPatch(work, task) : undefined
  return moved ?? statusPatch(work, task, next)
}

export function statusPatch(work: Work, task: Replica, next: TaskStatus): FieldPatch {
  if (next !== 'done') return { status: next, completedAt: null }
  const already = task.fields().status === 'done' ? read.number(task.fields(), 'completedAt') : undefined
  return { status: next, completedAt: already ?? work.clock.now() }
}

export const createTask = command({
  name: 'tasks.create',
  says: 'Make a task, with as much of a date, priority, person, labels and project as is known.',
  effect: 'write',
  input: z.object({
    title: input.title,
    notes: input.notes.optional(),
    status: input.status.optional(),
    priority: input.priority.optional(),
    dueDate: input.dueDate.optional(),
    dueTime: input.dueTime.optional(),
    repeat: input.repeatRule.optional(),
    repeatFrom: input.repeatFrom.optional(),
    assignee: input.principal.optional(),
    labels: input.labels.optional(),
    project: input.projectId.optional(),
    source: input.anyId.optional(),
    /** The task it is put above; without it the new one comes last. */
    before: input.taskId.optional(),
  }),
  async run(work, { before, ...wanted }) {
    if ((wanted.dueTime ?? wanted.repeat) !== undefined && wanted.dueDate === undefined) return refused('date-needed')
    if (wanted.repeat !== undefined && !(await isKnownRule(wanted.repeat))) return refused('rule-unknown')
    if (wanted.project && !(await work.open(projectType, wanted.project))) return refused('project-missing')
    const next = before && (await work.open(taskType, before))
    const now = work.clock.now()
    const task = await work.create(taskType, {
      ...wanted,
      status: wanted.status ?? 'todo',
      priority: wanted.priority ?? 'normal',
      ...(wanted.status === 'done' && { completedAt: now }),
      position: next ? placeBetween(work.random, undefined, positionOf(next)) : placeByTime(work.random, now),
      createdAt: now,
      createdBy: work.principal,
    })
    return done(task.id)
  },
})

export const renameTask = command({
  name: 'tasks.rename',
  says: 'Change the title of a task.',
  effect: 'write',
  input: z.object({ id: input.taskId, title: input.title }),
  run: (work, { id, title }) => patchTask(work, id, () => ({ title })),
})

export const setTaskNotes = command({
  name: 'tasks.setNotes',
  says: 'Replace the notes of a task; `base` is the text that the new one was made from.',
  effect: 'write',
  /** `base`: the text the edit began from, so that what others wrote since then stays. The answer is the text as it is now. */
  input: z.object({ id: input.taskId, notes: input.notes, base: z.string().max(50_000).optional() }),
  async run(work, { id, notes, base }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    const theirs = read.text(task.value.fields(), 'notes')
    const merged = base === undefined ? notes : mergeText({ base, mine: notes, theirs })
    task.value.patch({ notes: merged })
    return done(merged)
  },
})

export const setTaskStatus = command({
  name: 'tasks.setStatus',
  says: 'Set whether a task is to be done, being done or done.',
  effect: 'write',
  input: z.object({ id: input.taskId, status: input.status }),
  run: (work, { id, status }) => patchTask(work, id, (task) => movePatch(work, task, status)),
})

export const completeTask = command({
  name: 'tasks.complete',
  says: 'Mark a task as done.',
  effect: 'write',
  /**
   * A task that repeats stays open and moves to its next day. `occurrence`, its due date as the caller saw it, makes doing so again
   * safe: what is done already is not done twice. `today` is that of the person; the day in UTC without it.
   */
  input: z.object({ id: input.taskId, occurrence: input.dueDate.optional(), today: input.dueDate.optional() }),
  run: (work, { id, ...when }) =>
    patchTask(work, id, async (task) => (await completionPatch(work, task, when)) ?? statusPatch(work, task, 'done')),
})

export const reopenTask = command({
  name: 'tasks.reopen',
  says: 'Mark a finished task as still to be done.',
  effect: 'write',
  input: z.object({ id: input.taskId }),
  run: (work, { id }) =>
    patchTask(work, id, (task) => (task.fields().status === 'done' ? statusPatch(work, task, 'todo') : {})),
})

export const setTaskPriority = command({
  name: 'tasks.setPriority',
  says: 'Set how urgent a task is.',
  effect: 'write',
  input: z.object({ id: input.taskId, priority: input.priority }),
  run: (work, { id, priority }) => patchTask(work, id, () => ({ priority })),
})

export const scheduleTask = command({
  name: 'tasks.schedule',
  says: 'Set the day, and perhaps the time, at which a task is due, or take it away.',
  effect: 'write',
  /** `dueTime` left out keeps the time; a date of null takes both away. */
  input: z.object({
    id: input.taskId,
    dueDate: input.dueDate.nullable(),
    dueTime: input.dueTime.nullable().optional(),
  }),
  async run(work, { id, dueDate, dueTime }) {
    if (dueDate === null && typeof dueTime === 'string') return refused('date-needed')
    return patchTask(work, id, () => (dueDate === null ? { dueDate, dueTime: null } : { dueDate, dueTime }))
  },
})

export const assignTask = command({
  name: 'tasks.assign',
  says: 'Say who does a task, or that nobody does.',
  effect: 'write',
  input: z.object({ id: input.taskId, assignee: input.principal.nullable() }),
  run: (work, { id, assignee }) => patchTask(work, id, () => ({ assignee })),
})

export const setTaskLabels = command({
  name: 'tasks.setLabels',
  says: 'Replace the labels of a task.',
  effect: 'write',
  input: z.object({ id: input.taskId, labels: input.labels }),
  run: (work, { id, labels }) => patchTask(work, id, () => ({ labels })),
})

export const moveTaskToProject = command({
  name: 'tasks.moveToProject',
  says: 'Put a task into a project, or into none.',
  effect: 'write',
  input: z.object({ id: input.taskId, project: input.projectId.nullable() }),
  async run(work, { id, project }) {
    if (project && !(await work.open(projectType, project))) return refused('project-missing')
    return patchTask(work, id, () => ({ project }))
  },
})

export const moveTask = command({
  name: 'tasks.move',
  says: 'Put a task between two others, or into another column of the board.',
  effect: 'write',
  /** Puts a task between two others (one of them at an end), and into a column or onto a day if one is named. */
  input: z.object({
    id: input.taskId,
    after: input.taskId.optional(),
    before: input.taskId.optional(),
    status: input.status.optional(),
    dueDate: input.dueDate.nullable().optional(),
  }),
  async run(work, { id, after, before, status, dueDate }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    const [previous, next] = [
      after && (await work.open(taskType, after)),
      before && (await work.open(taskType, before)),
    ]
    const moved = status && (await movePatch(work, task.value, status))
    task.value.patch({
      ...((previous || next) && {
        position: placeBetween(work.random, previous && positionOf(previous), next && positionOf(next)),
      }),
      ...(dueDate !== undefined && { dueDate }),
      ...(dueDate === null && { dueTime: null }),
      ...moved,
    })
    return done()
  },
})

export function positionOf(replica: Replica): string | undefined {
  return read.text(replica.fields(), 'position') || undefined
}
