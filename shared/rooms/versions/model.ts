import { type BlobHash, isBlobHash, isReplicaId, type PrincipalId, type ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'

export interface VersionRow {
  /** What it is a version of. */
  readonly of: ReplicaId | undefined
  readonly name: string
  /** The saved state, a file of the workspace; undefined when another version of the app wrote something else. */
  readonly blob: BlobHash | undefined
  /** When the named state was written, ms UTC: its place in the timeline. */
  readonly at: number
  readonly createdAt: number
  readonly createdBy: PrincipalId | undefined
  readonly trashedAt: number | undefined
}

/** A state of a thing that somebody gave a name. It stays when the changes that led to it have passed the history window. */
export const versionType = replicaType<VersionRow>({
  name: 'version',
  version: 1,
  kind: 'automerge',
  shape: {
    of: 'value',
    name: 'value',
    blob: 'value',
    at: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    const createdAt = read.number(fields, 'createdAt') ?? 0
    return {
      of: isReplicaId(fields.of) ? fields.of : undefined,
      name: read.text(fields, 'name'),
      blob: isBlobHash(fields.blob) ? fields.blob : undefined,
      at: read.number(fields, 'at') ?? createdAt,
      createdAt,
      createdBy: (read.text(fields, 'createdBy') || undefined) as PrincipalId | undefined,
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})
