/** Where a bootstrap stands: all that the server has to know of it. */
export interface BootstrapPosition {
  /** Replicas in the order of their use as of `asOf`, or those that have moved out of that order since. */
  readonly walk: 'used' | 'moved'
  readonly asOf: number
  /** Of the last replica that was told whole: its latest seq, or its number. */
  readonly key: number
  /** The number of a replica that has been told up to the seq `part`; 0: none is half told. */
  readonly partOf: number
  readonly part: number
  readonly done: number
  readonly total: number
  /** The history that the seqs belong to. */
  readonly epoch: string
}

export function encodePosition({ walk, asOf, key, partOf, part, done, total, epoch }: BootstrapPosition): string {
  return [walk, asOf, key, partOf, part, done, total, epoch].join('.')
}

/** undefined for what this server never said. */
export function decodePosition(text: string): BootstrapPosition | undefined {
  const found = /^(used|moved)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.([0-9a-z]+)$/.exec(text)
  if (!found) return undefined
  const [walk, ...rest] = found.slice(1)
  const [asOf = 0, key = 0, partOf = 0, part = 0, done = 0, total = 0] = rest.map(Number)
  if (![asOf, key, partOf, part, done, total].every(Number.isSafeInteger)) return undefined
  return { walk: walk === 'moved' ? 'moved' : 'used', asOf, key, partOf, part, done, total, epoch: rest.at(-1) ?? '' }
}
