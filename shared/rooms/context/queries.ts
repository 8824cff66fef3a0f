import type { Query, Row } from '../room.ts'
import { contextType, type ContextRow } from './model.ts'

/** Two devices may have made one at the same time: the oldest counts, the smaller id among those of one moment. */
export const presentContext: Query<void, Row<ContextRow> | undefined> = {
  name: 'context.present',
  types: [contextType],
  answer: (rows) =>
    rows.of(contextType).toSorted((a, b) => a.value.createdAt - b.value.createdAt || (a.id < b.id ? -1 : 1))[0],
}
