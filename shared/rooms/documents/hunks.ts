import { z } from 'zod'
import { alignUnits, unitsOf } from '../../crdt/align-content.ts'
import type { ContentNode } from '../../crdt/content.ts'
import type { ContentReplica } from '../../crdt/replica.ts'
import { contentInput } from './content-check.ts'

/**
 * One stretch of a document that shall say something else: so many blocks in a row, found again by the places beside them. It stands as long
 * as they say what they said; what is written elsewhere does not touch it.
 */
export interface Hunk {
  readonly start: string
  readonly end: string
  /** What is to be replaced; empty: something is added. */
  readonly before: readonly ContentNode[]
  /** What comes instead; empty: it is removed. */
  readonly after: readonly ContentNode[]
}

export const hunkInput = z.object({
  start: z.string().max(200),
  end: z.string().max(200),
  before: contentInput,
  after: contentInput,
})

/** What differs between a document and what it shall say, a hunk for each stretch of blocks without an equal one in between. */
export function hunksBetween(document: ContentReplica, wanted: readonly ContentNode[]): readonly Hunk[] {
  const content = document.content()
  const hunks: Hunk[] = []
  let at = 0
  let open: { from: number; before: ContentNode[]; after: ContentNode[] } | undefined
  const close = () => {
    if (open) hunks.push(hunkAt(document, open))
    open = undefined
  }
  for (const { before, after } of alignUnits(unitsOf(content), unitsOf(wanted))) {
    if (before && after && before.key === after.key) close()
    else {
      open ??= { from: at, before: [], after: [] }
      open.before.push(...(before?.nodes ?? []))
      open.after.push(...(after?.nodes ?? []))
    }
    at += before?.nodes.length ?? 0
  }
  close()
  return hunks
}

/** Several hunks as one, from the first to the last, with what stays in between. */
export function joinHunks(document: ContentReplica, hunks: readonly Hunk[]): Hunk | undefined {
  const [first, last] = [hunks[0], hunks.at(-1)]
  if (!first || !last || first === last) return first
  const content = document.content()
  const places = hunks.map((hunk) => placeOfHunk(document, hunk))
  const [from, to] = [places[0]?.from ?? 0, places.at(-1)?.to ?? content.length]
  const after: ContentNode[] = []
  let at = from
  for (const [index, place] of places.entries()) {
    if (!place) throw new Error('bug: a hunk of another content')
    after.push(...content.slice(at, place.from), ...(hunks[index] as Hunk).after)
    at = place.to
  }
  return { start: first.start, end: last.end, before: content.slice(from, to), after }
}

interface Stretch {
  readonly from: number
  readonly before: readonly ContentNode[]
  readonly after: readonly ContentNode[]
}

/** Something added is held by the block before it, so that what others add there comes behind it. */
function hunkAt(document: ContentReplica, { from, before, after }: Stretch): Hunk {
  if (before.length > 0) {
    const end = document.anchor(from + before.length - 1, 'behind')
    return { start: document.anchor(from, 'before'), end, before, after }
  }
  const place = document.anchor(from - 1, 'behind')
  return { start: place, end: place, before, after }
}

/** Where a hunk is in the document now, in blocks; undefined: its text has changed or is gone. */
export function placeOfHunk(
  document: Pick<ContentReplica, 'content' | 'blocksBefore'>,
  { start, end, before }: Hunk,
): { readonly from: number; readonly to: number } | undefined {
  const [from, to] = [document.blocksBefore(start), document.blocksBefore(end)]
  if (from === undefined || to === undefined || to < from) return undefined
  return says(document.content().slice(from, to), before) ? { from, to } : undefined
}

/** false: its text has changed, and nothing is written. */
export function applyHunk(document: ContentReplica, hunk: Hunk): boolean {
  const place = placeOfHunk(document, hunk)
  if (!place) return false
  const content = document.content()
  document.writeContent([...content.slice(0, place.from), ...hunk.after, ...content.slice(place.to)])
  return true
}

/** It says already what the hunk would have it say. Of what stays the same nobody can tell. */
export function isReplaced(document: Pick<ContentReplica, 'content' | 'blocksBefore'>, hunk: Hunk): boolean {
  const { start, end, before, after } = hunk
  const [from, to] = [document.blocksBefore(start), document.blocksBefore(end)]
  if (from === undefined || to === undefined || says(before, after)) return false
  if (after.length === 0) return from === to
  // Both ends may name one place by then, with what came instead before or behind it.
  const content = document.content()
  const stretches = [content.slice(from, from + after.length), content.slice(Math.max(0, to - after.length), to)]
  return stretches.some((stretch) => says(stretch, after))
}

function says(one: readonly ContentNode[], other: readonly ContentNode[]): boolean {
  const [ours, theirs] = [unitsOf(one), unitsOf(other)]
  return ours.length === theirs.length && ours.every(({ key }, at) => key === theirs[at]?.key)
}
