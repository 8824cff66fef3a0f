import type { ContentReplica } from '#shared/crdt/replica.ts'
import type { Placed } from '../proposals/card-places.ts'

/** What can be asked of a model about a text; `again`: a proposal that did not fit any more. */
export const acts = [
  'rewrite',
  'shorten',
  'friendly',
  'formal',
  'translate',
  'continue',
  'outline',
  'tasks',
  'fill',
  'again',
] as const
export type Act = (typeof acts)[number]

/** The blocks `from` up to, but not including, `to`. */
export interface Blocks {
  readonly from: number
  readonly to: number
}

/** A question keeps its place as what is done there, and the anchors beside the blocks. */
export function placeOf(replica: ContentReplica, act: Act, { from, to }: Blocks): string {
  const count = replica.content().length
  // An empty text shows a paragraph that nobody has written.
  if (from >= count) return [act, ...Array<string>(2).fill(replica.anchor(count - 1, 'behind'))].join(' ')
  return [act, replica.anchor(from, 'before'), replica.anchor(Math.min(to, count) - 1, 'behind')].join(' ')
}

export function placeBetween(act: Act, start: string, end: string): string {
  return [act, start, end].join(' ')
}

export function actIn(place: string): Act | undefined {
  const [act] = place.split(' ')
  return acts.find((each) => each === act)
}

/** Finds the blocks again, wherever they stand now. */
export function blocksIn(place: string): Placed['placeIn'] {
  const [, start = '', end = ''] = place.split(' ')
  return (replica) => {
    const [from, to] = [replica.blocksBefore(start), replica.blocksBefore(end)]
    return from === undefined || to === undefined || to < from ? undefined : { from, to }
  }
}
