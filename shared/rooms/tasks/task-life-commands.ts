import { z } from 'zod'
import type { Scalar } from '../../crdt/fields.ts'
import { mintId } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command } from '../room.ts'
import * as input from './inputs.ts'
import { checklistOf, taskType, type TaskStatus } from './model.ts'
import { placeBetween } from './place.ts'
import { isKnownRule } from './repeat.ts'
import { openTask, positionOf, statusPatch } from './task-commands.ts'

export const trashTask = command({
  name: 'tasks.trash',
  says: 'Put a task into the trash.',
  effect: 'destructive',
  input: z.object({ id: input.taskId }),
  async run(work, { id }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    if (task.value.fields().trashedAt === undefined) task.value.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

export const restoreTask = command({
  name: 'tasks.restore',
  says: 'Take a task back out of the trash.',
  effect: 'write',
  input: z.object({ id: input.taskId }),
  async run(work, { id }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    task.value.patch({ trashedAt: null })
    return done()
  },
})

/** A copy to do again: right below the original, open, with nothing ticked. */
export const duplicateTask = command({
  name: 'tasks.duplicate',
  says: 'Make a copy of a task.',
  effect: 'write',
  input: z.object({ id: input.taskId }),
  async run(work, { id }) {
    const original = await openTask(work, id)
    if (!original.ok) return original
    const {
      title,
      notes,
      priority,
      dueDate,
      dueTime,
      assignee,
      labels,
      project,
      checklist,
      waitsFor,
      source,
      repeat,
      repeatFrom,
    } = taskType.project(original.value)
    const steps = checklistOf(checklist).map(({ text, position }) => [
      mintId<string>('item', work.random),
      { text, done: false, position },
    ])
    const copy = await work.create(taskType, {
      title,
      notes,
      priority,
      dueDate,
      dueTime,
      assignee,
      labels,
      project,
      waitsFor,
      source,
      repeat,
      repeatFrom,
      status: 'todo',
      checklist: Object.fromEntries(steps),
      position: placeBetween(work.random, positionOf(original.value), undefined),
      createdAt: work.clock.now(),
      createdBy: work.principal,
    })
    return done(copy.id)
  },
})

/** The fields of a task in which two people's values can stand against each other. */
const contested = {
  title: input.title,
  status: input.status,
  priority: input.priority,
  dueDate: input.dueDate,
  dueTime: input.dueTime,
  repeat: input.repeatRule,
  assignee: input.principal,
  project: input.projectId,
} as const
export type ContestedField = keyof typeof contested
export const contestedFields = Object.keys(contested) as readonly ContestedField[]

/**
 * Ends a conflict with the value that is to stay: one that lost, or the one that shows. The latter is written anew,
 * because a patch of an equal value is no write and would leave the conflict standing.
 */
export const keepTaskValue = command({
  name: 'tasks.keepValue',
  says: 'Settle a conflict: keep one of the values that two people gave a field of a task.',
  effect: 'write',
  input: z.object({
    id: input.taskId,
    field: z.enum(contestedFields),
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
  async run(work, { id, field, value }) {
    const checked = contested[field].safeParse(value)
    if (!checked.success) return refused('value-invalid', field)
    if (field === 'repeat' && !(await isKnownRule(String(value)))) return refused('value-invalid', field)
    const task = await openTask(work, id)
    if (!task.ok) return task
    if (task.value.fields()[field] === checked.data) task.value.patch({ [field]: null })
    task.value.patch(
      field === 'status'
        ? statusPatch(work, task.value, checked.data as TaskStatus)
        : { [field]: checked.data satisfies Scalar },
    )
    return done()
  },
})

export const lifeCommands = {
  trash: trashTask,
  restore: restoreTask,
  duplicate: duplicateTask,
  keepValue: keepTaskValue,
} as const
