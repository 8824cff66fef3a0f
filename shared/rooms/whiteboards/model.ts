import { read, replicaType } from '../room.ts'

export interface BoardRow {
  readonly title: string
  readonly position: string
  readonly createdAt: number
  readonly trashedAt: number | undefined
}

/** Where a board's drawing lies in its replica. */
export const drawingMapName = 'drawing'

/** A whiteboard. Its drawing lives in the replica's map `drawing`, one JSON record a key, in a shape of our own. */
export const boardType = replicaType<BoardRow>({
  name: 'board',
  version: 1,
  kind: 'yjs',
  shape: { title: 'value', position: 'value', createdAt: 'value', createdBy: 'value', trashedAt: 'value' },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      position: read.text(fields, 'position'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})
