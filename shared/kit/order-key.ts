import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A key that sorts between two neighbours; `undefined` stands for the open end. Neighbours out of order count as equal ends. */
export function orderBetween(before: string | undefined, after: string | undefined): string {
  if (before !== undefined && after !== undefined && before >= after) return generateKeyBetween(before, null)
  return generateKeyBetween(before ?? null, after ?? null)
}

export function ordersBetween(count: number, before?: string, after?: string): string[] {
  return generateNKeysBetween(before ?? null, after ?? null, count)
}

/**
 * The key of something made at `timeMs` whose neighbours are not known: later things sort last, and any two such keys have room
 * between them. `h` announces an integer part of eight digits in the format of fractional-indexing.
 */
export function orderByTime(timeMs: number): string {
  let rest = Math.max(0, Math.floor(timeMs))
  let text = ''
  for (let place = 0; place < 8; place += 1) {
    text = digits[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return `h${text}`
}
