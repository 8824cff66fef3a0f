import { isReplicaId, type PrincipalId, type ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'

export interface IdeaRow {
  /** The whole thought; its first line serves as its name. */
  readonly text: string
  readonly tags: readonly string[]
  readonly pinned: boolean
  /** The document or task it has become. */
  readonly becameId: ReplicaId | undefined
  readonly createdAt: number
  readonly createdBy: PrincipalId | undefined
  readonly trashedAt: number | undefined
}

export const ideaType = replicaType<IdeaRow>({
  name: 'idea',
  version: 1,
  kind: 'automerge',
  shape: {
    text: 'text',
    tags: 'set',
    // `#words` of the text that somebody wants to be words.
    plainTags: 'set',
    pinned: 'value',
    becameId: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    return {
      text: read.text(fields, 'text'),
      tags: read.set(fields, 'tags'),
      pinned: read.flag(fields, 'pinned'),
      becameId: isReplicaId(fields.becameId) ? fields.becameId : undefined,
      createdAt: read.number(fields, 'createdAt') ?? 0,
      createdBy: (read.text(fields, 'createdBy') || undefined) as PrincipalId | undefined,
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})
