interface Splice {
  readonly start: number
  /** Where the replaced part ends in the base. */
  readonly end: number
  readonly insert: string
}

/**
 * What somebody made of a text (`mine`, begun from `base`) brought onto what the text has become meanwhile (`theirs`): both
 * edits stay. Each side counts as one replaced stretch; where the stretches touch, both insertions stand one after the other.
 * Whole characters only: a surrogate pair is never cut.
 */
export function mergeText({ base, mine, theirs }: { base: string; mine: string; theirs: string }): string {
  if (theirs === base || mine === theirs) return mine
  if (mine === base) return theirs
  const left = spliceBetween(base, mine)
  const right = spliceBetween(base, theirs)
  if (left.end < right.start || (left.end === right.start && left.start < left.end)) return applyBoth(base, left, right)
  if (right.end <= left.start) return applyBoth(base, right, left)
  const start = Math.min(left.start, right.start)
  const end = Math.max(left.end, right.end)
  return base.slice(0, start) + right.insert + left.insert + base.slice(end)
}

function applyBoth(base: string, first: Splice, second: Splice): string {
  return (
    base.slice(0, first.start) +
    first.insert +
    base.slice(first.end, second.start) +
    second.insert +
    base.slice(second.end)
  )
}

function spliceBetween(from: string, to: string): Splice {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start += 1
  if (start > 0 && isHighSurrogate(from.charCodeAt(start - 1))) start -= 1
  let tail = 0
  while (tail < shorter - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail += 1
  if (tail > 0 && isLowSurrogate(from.charCodeAt(from.length - tail))) tail -= 1
  return { start, end: from.length - tail, insert: to.slice(start, to.length - tail) }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
