import type { Part } from './snapshot-store.ts'

/** Parts on their way to a thread or from one: thousands of small arrays are copied slowly, one large one at once. */
export interface PackedParts {
  readonly bytes: Uint8Array
  readonly sizes: readonly number[]
  readonly tos: readonly number[]
}

export function packParts(parts: readonly Part[]): PackedParts {
  return {
    bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
    sizes: parts.map(({ bytes }) => bytes.length),
    tos: parts.map(({ to }) => to),
  }
}

export function unpackParts({ bytes, sizes, tos }: PackedParts): Part[] {
  let from = 0
  return sizes.map((size, index) => {
    const part = { to: tos[index] ?? 0, bytes: bytes.subarray(from, from + size) }
    from += size
    return part
  })
}
