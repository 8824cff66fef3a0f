import * as Y from 'yjs'
import { checkChunks } from '#shared/crdt/automerge/chunk-envelope.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { type RefusalCode, defaultLimits } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'

/**
 * Whether the log takes these bytes, cheapest question first (SY34). Asynchronous, so that the decoding can move into a worker that
 * may die of what it is given; the caller has checked already that the author may write.
 */
export type ChangeCheck = (change: OutgoingChange) => Promise<Outcome<RefusalCode, void>>

export const checkChange: ChangeCheck = async ({ replica, kind, bytes }) => {
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
