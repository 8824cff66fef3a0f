/** What somebody may do with a thing, as bits: those of `rwx`, to share it on, and to administer it. */
export const bit = { read: 1, write: 2, execute: 4, share: 8, administer: 16 } as const

/** `rw-` → bits. */
export function bitsOfWord(word: string): number {
  return (word[0] === 'r' ? bit.read : 0) | (word[1] === 'w' ? bit.write : 0) | (word[2] === 'x' ? bit.execute : 0)
}

/** What can be granted of them, as in `rw-`. */
export function wordOfBits(bits: number): string {
  return (bits & bit.read ? 'r' : '-') + (bits & bit.write ? 'w' : '-') + (bits & bit.execute ? 'x' : '-')
}
