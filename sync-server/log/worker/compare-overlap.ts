import * as Y from 'yjs'
import { noveltyOf } from '../update-diff.ts'
import type { UpdateTrial } from './try-update.ts'

export interface Overlap {
  /** Under the same client and clocks the two say different things. */
  readonly differs: boolean
  /** Clients of which there is no content any more where the update brings some. */
  readonly emptied: readonly number[]
  /** What is not there yet; undefined: all of it is. */
  readonly novelty: Uint8Array | undefined
}

type Struct = Y.Item | Y.GC | Y.Skip

/**
 * An update that brings again what is stored: the same, as after an answer that was lost, or other words under the same numbers, as
 * from a cloned tab. Structs may be cut in other places, and deleted content may be gone on either side.
 */
export function compareOverlap({ stored, update }: UpdateTrial): Overlap {
  const there = byClient(Y.decodeUpdate(Y.mergeUpdates([...stored])).structs)
  const emptied = new Set<number>()
  let differs = false
  for (const struct of Y.decodeUpdate(update).structs) {
    for (const other of overlapping(there.get(struct.id.client) ?? [], struct)) {
      const [ours, theirs] = [contentOf(other, struct), contentOf(struct, other)]
      if (!ours && theirs) emptied.add(struct.id.client)
      else if (ours && theirs && !(isEqual(ours, theirs) && sameRoots(other, struct))) differs = true
    }
  }
  return { differs, emptied: [...emptied], novelty: noveltyOf({ updates: stored, update }) }
}

function byClient(structs: readonly Struct[]): ReadonlyMap<number, readonly Struct[]> {
  return Map.groupBy(structs, ({ id }) => id.client)
}

function* overlapping(sorted: readonly Struct[], { id, length }: Struct): Generator<Struct> {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const struct = sorted[middle]
    if (struct && struct.id.clock + struct.length <= id.clock) low = middle + 1
    else high = middle
  }
  for (let at = low; at < sorted.length; at += 1) {
    const struct = sorted[at]
    if (!struct || struct.id.clock >= id.clock + length) return
    yield struct
  }
}

/** The bytes of that part of a struct's content that the other one covers, too; undefined when it has none. */
function contentOf(struct: Struct, other: Struct): Uint8Array | undefined {
  if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return undefined
  const from = Math.max(0, other.id.clock - struct.id.clock)
  const to = Math.min(struct.length, other.id.clock + other.length - struct.id.clock)
  const encoder = new Y.UpdateEncoderV1()
  if (struct.length === 1) struct.content.write(encoder, 0)
  else {
    const whole = struct.content.copy()
    const part = from > 0 ? whole.splice(from) : whole
    if (to - from < struct.length - from) part.splice(to - from)
    part.write(encoder, 0)
  }
  return encoder.toUint8Array()
}

/** Where both begin at one clock, they were put in one place. */
function sameRoots(one: Struct, other: Struct): boolean {
  if (!(one instanceof Y.Item && other instanceof Y.Item) || one.id.clock !== other.id.clock) return true
  return Y.compareIDs(one.origin, other.origin) && Y.compareIDs(one.rightOrigin, other.rightOrigin)
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
