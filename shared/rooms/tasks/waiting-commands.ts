import { z } from 'zod'
import type { Replica } from '../../crdt/replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command, type Work } from '../room.ts'
import * as input from './inputs.ts'
import { taskType } from './model.ts'
import { openTask } from './task-commands.ts'

const mostWaits = 50
/** Looked at for a ring; beyond it one is harmless. */
const mostOpened = 1000

const waits = z.object({ id: input.taskId, for: input.taskId })

export const waitFor = command({
  name: 'tasks.waitFor',
  says: 'Say that a task can only begin when another one, `for`, is done.',
  effect: 'write',
  /** A ring is refused where it is seen. Two devices can make one apart: whoever reads them knows rings. */
  input: waits,
  async run(work, { id, for: other }) {
    if (id === other) return refused('waits-for-itself', 'A task can not wait for itself.')
    const task = await openTask(work, id)
    if (!task.ok) return task
    const awaited = await openTask(work, other)
    if (!awaited.ok) return awaited
    const { trashedAt, repeat } = taskType.project(awaited.value)
    if (trashedAt !== undefined) return refused('waits-for-trash', 'That task is in the trash. Restore it first.')
    if (repeat !== undefined)
      return refused('waits-for-repeating', 'That task repeats, so it is never done for good: nothing can wait for it.')
    const known = waitsOf(task.value)
    if (known.includes(other)) return done()
    if (known.length >= mostWaits)
      return refused('waits-for-too-many', `A task can wait for ${mostWaits} others at most.`)
    if (await reaches(work, { from: other, to: id }))
      return refused(
        'waits-in-a-ring',
        'That task waits for this one already, by itself or through others: neither could ever begin.',
      )
    task.value.patch({ waitsFor: [...known, other] })
    return done()
  },
})

export const stopWaitingFor = command({
  name: 'tasks.stopWaitingFor',
  says: 'Say that a task does not have to wait for another one, `for`, any more.',
  effect: 'write',
  /** The other one need not be there any more. */
  input: waits,
  async run(work, { id, for: other }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    task.value.patch({ waitsFor: waitsOf(task.value).filter((each) => each !== other) })
    return done()
  },
})

export const waitingCommands = { waitFor, stopWaitingFor } as const

function waitsOf(task: Replica): readonly ReplicaId[] {
  return taskType.project(task).waitsFor ?? []
}

/** Whether one waits for the other, at whatever distance. What is in the trash holds nobody up. */
async function reaches(work: Work, { from, to }: { from: ReplicaId; to: ReplicaId }): Promise<boolean> {
  const seen = new Set([from])
  for (const id of seen) {
    if (id === to) return true
    if (seen.size > mostOpened) return false
    const task = await work.open(taskType, id)
    const { waitsFor = [], trashedAt } = task ? taskType.project(task) : {}
    if (trashedAt === undefined) for (const next of waitsFor) seen.add(next)
  }
  return false
}
