import * as Y from 'yjs'

/** What is stored of a Yjs replica, and what somebody has or brings. */
export interface StoredUpdates {
  readonly updates: readonly Uint8Array[]
}

/** An update that changes nothing. */
export const emptyUpdate = Uint8Array.of(0, 0)

/** What the owner of a state vector lacks. Throws at bytes that are none. */
export function missingOf({ updates, stateVector }: StoredUpdates & { readonly stateVector: Uint8Array }): Uint8Array {
  return Y.diffUpdate(merge(updates), stateVector)
}

export function stateVectorOf({ updates }: StoredUpdates): Uint8Array {
  return Y.encodeStateVectorFromUpdate(merge(updates))
}

/**
 * The part of an update that is not stored yet; undefined when there is none. A client's answer to a state vector always holds all its
 * deletions, so most answers bring nothing. Throws at bytes that are no update.
 */
export function noveltyOf({
  updates,
  update,
}: StoredUpdates & { readonly update: Uint8Array }): Uint8Array | undefined {
  const stored = merge(updates)
  const stateVector = Y.encodeStateVectorFromUpdate(stored)
  const novel = Y.diffUpdate(update, stateVector)
  const { structs, ds } = Y.decodeUpdate(novel)
  if (structs.some((struct) => !(struct instanceof Y.Skip))) return novel
  const known = Y.mergeDeleteSets([Y.decodeUpdate(Y.diffUpdate(stored, stateVector)).ds])
  return Y.equalDeleteSets(Y.mergeDeleteSets([known, ds]), known) ? undefined : novel
}

function merge(updates: readonly Uint8Array[]): Uint8Array {
  return updates.length > 0 ? Y.mergeUpdates([...updates]) : emptyUpdate
}
