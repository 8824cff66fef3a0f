import { z } from 'zod'
import { isReplicaId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { orderByTime } from '../../kit/order-key.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command, read } from '../room.ts'
import { copyDrawing, isDrawable } from './drawable.ts'
import { boardType } from './model.ts'

const boardId = z
  .custom<ReplicaId>((value) => isReplicaId(value) && typeOf(value) === 'board', 'not the id of a board')
  .meta({ type: 'string' })
const titleInput = z
  .string()
  .max(500)
  .transform((title) => title.replace(/\s+/g, ' ').trim())

/** Answers its id. */
export const createBoard = command({
  name: 'whiteboards.create',
  says: 'Make an empty whiteboard.',
  effect: 'write',
  input: z.object({ title: titleInput.default('') }),
  async run(work, { title }) {
    const now = work.clock.now()
    const board = await work.create(boardType, {
      title,
      position: orderByTime(now),
      createdAt: now,
      createdBy: work.principal,
    })
    return done({ id: board.id })
  },
})

export const renameBoard = command({
  name: 'whiteboards.rename',
  says: 'Change the title of a whiteboard.',
  effect: 'write',
  input: z.object({ id: boardId, title: titleInput }),
  async run(work, { id, title }) {
    const board = await work.open(boardType, id)
    if (!board) return refused('board-missing')
    return done(board.patch({ title }))
  },
})

/** Repeating it keeps the first time. */
export const trashBoard = command({
  name: 'whiteboards.trash',
  says: 'Put a whiteboard into the trash.',
  effect: 'destructive',
  input: z.object({ id: boardId }),
  async run(work, { id }) {
    const board = await work.open(boardType, id)
    if (!board) return refused('board-missing')
    if (read.number(board.fields(), 'trashedAt') === undefined) board.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

export const restoreBoard = command({
  name: 'whiteboards.restore',
  says: 'Take a whiteboard back out of the trash.',
  effect: 'write',
  input: z.object({ id: boardId }),
  async run(work, { id }) {
    const board = await work.open(boardType, id)
    if (!board) return refused('board-missing')
    return done(board.patch({ trashedAt: null }))
  },
})

/** A copy with the drawing as it is now. The caller words the title ("Copy of …"); without one it stays the same. Answers its id. */
export const duplicateBoard = command({
  name: 'whiteboards.duplicate',
  says: 'Make a copy of a whiteboard.',
  effect: 'write',
  input: z.object({ id: boardId, title: titleInput.optional() }),
  async run(work, { id, title }) {
    const original = await work.open(boardType, id)
    if (!original || !isDrawable(original)) return refused('board-missing')
    const now = work.clock.now()
    const copy = await work.create(boardType, {
      title: title ?? read.text(original.fields(), 'title'),
      position: orderByTime(now),
      createdAt: now,
      createdBy: work.principal,
    })
    if (isDrawable(copy)) copyDrawing(original, copy)
    return done({ id: copy.id })
  },
})
