import { z } from 'zod'
import type { Items, Scalar } from '../../crdt/fields.ts'
import { mintId, type ReplicaId } from '../../kit/ids.ts'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import { command, type Work } from '../room.ts'
import * as input from './inputs.ts'
import { checklistOf, type ChecklistItem } from './model.ts'
import { placeBetween } from './place.ts'
import { openTask } from './task-commands.ts'

type Reason = 'task-missing' | 'item-missing'

const item = { id: input.taskId, item: input.itemId }

export const addChecklistItem = command({
  name: 'tasks.addChecklistItem',
  says: 'Add a step to the checklist of a task.',
  effect: 'write',
  /** Below `after`, or at the end. The answer is the new item's id. */
  input: z.object({ id: input.taskId, text: input.checklistText, after: input.itemId.optional() }),
  async run(work, { id, text, after }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    const checklist = itemsIn(task.value.fields().checklist)
    const order = checklistOf(checklist)
    const at = after === undefined ? order.length - 1 : order.findIndex((step) => step.id === after)
    const position = placeBetween(work.random, place(order[at]), place(order[at + 1]))
    const minted = mintId<string>('item', work.random)
    task.value.patch({ checklist: { ...checklist, [minted]: { text, done: false, position } } })
    return done(minted)
  },
})

export const toggleChecklistItem = command({
  name: 'tasks.toggleChecklistItem',
  says: 'Tick a step of a checklist, or untick it.',
  effect: 'write',
  /** Says what it is to be rather than flipping it, so that repeating is safe. */
  input: z.object({ ...item, done: z.boolean() }),
  run: (work, { id, item, done: isDone }) => changeItem(work, { id, item }, (before) => ({ ...before, done: isDone })),
})

export const renameChecklistItem = command({
  name: 'tasks.renameChecklistItem',
  says: 'Change the words of a step of a checklist.',
  effect: 'write',
  input: z.object({ ...item, text: input.checklistText }),
  run: (work, { id, item, text }) => changeItem(work, { id, item }, (before) => ({ ...before, text })),
})

export const moveChecklistItem = command({
  name: 'tasks.moveChecklistItem',
  says: 'Put a step of a checklist elsewhere in it.',
  effect: 'write',
  /** Below `after`; without it, to the top. */
  input: z.object({ ...item, after: input.itemId.optional() }),
  run: (work, { id, item, after }) =>
    changeItem(work, { id, item }, (before, all) => {
      const order = checklistOf(all).filter((step) => step.id !== item)
      const at = order.findIndex((step) => step.id === after)
      return { ...before, position: placeBetween(work.random, place(order[at]), place(order[at + 1])) }
    }),
})

export const removeChecklistItem = command({
  name: 'tasks.removeChecklistItem',
  says: 'Remove a step from a checklist.',
  effect: 'destructive',
  input: z.object(item),
  run: (work, { id, item }) => changeItem(work, { id, item }, () => undefined),
})

interface ItemAddress {
  id: ReplicaId
  item: string
}
type Item = Readonly<Record<string, Scalar>>

async function changeItem(
  work: Work,
  { id, item }: ItemAddress,
  change: (before: Item, all: Items) => Item | undefined,
): Promise<Outcome<Reason, void>> {
  const task = await openTask(work, id)
  if (!task.ok) return task
  const checklist = itemsIn(task.value.fields().checklist)
  const before = checklist[item]
  if (!before) return refused('item-missing')
  const { [item]: _removed, ...others } = checklist
  const after = change(before, checklist)
  task.value.patch({ checklist: after ? { ...others, [item]: after } : others })
  return done()
}

function itemsIn(field: unknown): Items {
  return (field ?? {}) as Items
}

function place(item: ChecklistItem | undefined): string | undefined {
  return item?.position || undefined
}

export const checklistCommands = {
  addChecklistItem,
  toggleChecklistItem,
  renameChecklistItem,
  moveChecklistItem,
  removeChecklistItem,
} as const
