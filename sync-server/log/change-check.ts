import * as Y from 'yjs'
import { checkChunks } from '#shared/crdt/automerge/chunk-envelope.ts'
import type { DeviceId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { type RefusalCode, defaultLimits } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'

/**
 * Whether the log takes these bytes, cheapest question first (SY34). At once where the bytes alone decide, which is the hot path; a
 * promise where a worker, which may die of what it is given, has to look. The caller has checked already that the author may write.
 */
export type ChangeCheck = (change: OutgoingChange, writer: Writer) => Verdict | Promise<Verdict>

export type Verdict = Outcome<RefusalCode, void>

/** Whose word the envelope is: what the bytes say of their author counts for nothing. */
export interface Writer {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly device: DeviceId
}

export const checkChange: ChangeCheck = ({ replica, kind, bytes }) => {
  if (bytes.length > defaultLimits.maxChangeBytes) return refused('too-large')
  const type = typeOfReplica(replica)
  if (type?.kind !== kind) return refused('unknown-type')
  return kind === 'automerge' ? checkChunks(bytes) : checkUpdate(bytes)
}

function checkUpdate(bytes: Uint8Array): Outcome<'malformed', void> {
  try {
    Y.decodeUpdate(bytes)
    return done()
  } catch {
    return refused('malformed')
  }
}
