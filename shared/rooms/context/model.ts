import { isReplicaId, type ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'

export interface ContextRow {
  /** What the workspace is about at the moment, in a few words each. */
  readonly topics: readonly string[]
  /** What is being worked on, in a sentence; '' when nobody said. */
  readonly focus: string
  /** The things that it is about. */
  readonly things: readonly ReplicaId[]
  readonly createdAt: number
}

/** What people and agents tell each other of a workspace's present: one record of it counts, the oldest. */
export const contextType = replicaType<ContextRow>({
  name: 'context',
  version: 1,
  kind: 'automerge',
  shape: { topics: 'set', focus: 'value', things: 'set', createdAt: 'value', createdBy: 'value' },
  project: (replica) => {
    const fields = replica.fields()
    return {
      topics: read.set(fields, 'topics'),
      focus: read.text(fields, 'focus'),
      things: read.set(fields, 'things').filter(isReplicaId),
      createdAt: read.number(fields, 'createdAt') ?? 0,
    }
  },
})
