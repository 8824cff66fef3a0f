import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'

/** Who wrote what when, without what they wrote. Nobody's rights are asked here. */
export interface ActivityStore {
  /** The changes before `before`, newest first, of at most `max` seqs: so what is asked is bounded, whatever is in it. */
  envelopes(workspace: WorkspaceId, stretch: { before: number; max: number }): Promise<readonly Envelope[]>
  /** The first change that there was of a thing; undefined: its single changes are gone, or nobody has written to it. */
  firstEnvelope(workspace: WorkspaceId, replica: ReplicaId): Promise<Envelope | undefined>
  /** What these changes say, in this order; those that are gone are left out. */
  bytesOf(workspace: WorkspaceId, seqs: readonly number[]): Promise<readonly NumberedBytes[]>
  /** The changes of things of one type from after `after` to `upTo`, at most `max`, in order; other things cost a look at their id at most. */
  changesOfType(
    workspace: WorkspaceId,
    type: string,
    stretch: { after: number; upTo: number; max: number },
  ): Promise<readonly TypedChange[]>
  /** The last seq there is, and the last one whose single changes are gone. */
  reach(workspace: WorkspaceId): Promise<{ readonly head: number; readonly floor: number }>
}

export interface Envelope {
  readonly seq: number
  readonly replica: ReplicaId
  /** The thing began with it. */
  readonly isFirst: boolean
  readonly author: PrincipalId
  /** The same for all changes of one author on one device in one run. */
  readonly writer: number
  /** `job/step/call` of an agent; '' for people. */
  readonly agentRun: string
  /** '': nobody's but its own. */
  readonly onBehalfOf: PrincipalId | ''
  readonly timeMs: number
  readonly bytes: number
}

export interface NumberedBytes {
  readonly seq: number
  readonly bytes: Uint8Array
}

export interface TypedChange extends NumberedBytes {
  readonly replica: ReplicaId
  readonly author: PrincipalId
  readonly timeMs: number
}
