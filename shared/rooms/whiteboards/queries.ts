import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row } from '../room.ts'
import { type BoardRow, boardType } from './model.ts'

export type Board = Row<BoardRow>

const types = [boardType]
const byId = (a: Board, b: Board) => (a.id < b.id ? -1 : 1)

/** The boards that are not in the trash, the one changed last first. */
export const liveBoards: Query<void, readonly Board[]> = {
  name: 'whiteboards.live',
  types,
  answer: (rows) =>
    rows
      .of(boardType)
      .filter((board) => board.value.trashedAt === undefined)
      .toSorted((a, b) => b.changedAt - a.changedAt || byId(a, b)),
}

export const recentBoards: Query<{ readonly limit: number }, readonly Board[]> = {
  name: 'whiteboards.recent',
  types,
  answer: (rows, { limit }) => liveBoards.answer(rows).slice(0, limit),
}

/** What was thrown away, last first. */
export const trashedBoards: Query<void, readonly Board[]> = {
  name: 'whiteboards.trashed',
  types,
  answer: (rows) =>
    rows
      .of(boardType)
      .filter((board) => board.value.trashedAt !== undefined)
      .toSorted((a, b) => (b.value.trashedAt ?? 0) - (a.value.trashedAt ?? 0) || byId(a, b)),
}

/** One board, in the trash or not; undefined when there is none. */
export const boardById: Query<{ readonly id: ReplicaId }, Board | undefined> = {
  name: 'whiteboards.board',
  types,
  answer: (rows, { id }) => rows.get(boardType, id),
}
