import { orderBetween, orderByTime } from '../../kit/order-key.ts'
import type { Random } from '../../kit/ports.ts'

const rounds = 10
const digits = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A position between two neighbours, picked by chance: two devices that drop different tasks into one gap at the same time
 * get different positions, so that there is still room between the two.
 */
export function placeBetween(random: Random, before: string | undefined, after: string | undefined): string {
  let low = before
  let high = before !== undefined && after !== undefined && before >= after ? undefined : after
  let middle = orderBetween(low, high)
  for (const byte of random.bytes(rounds)) {
    if (byte & 1) high = middle
    else if (high !== undefined) low = middle
    middle = orderBetween(low, high)
  }
  return middle
}

/** The last place, for something made now; things made in the same millisecond still differ. */
export function placeByTime(random: Random, timeMs: number): string {
  let jitter = ''
  for (const byte of random.bytes(4)) jitter += digits[byte % digits.length]
  return orderByTime(timeMs) + jitter
}
