/**
 * A bench is a file `bench/<topic>.bench.ts` that exports `const name: string` and
 * `async function run(): Promise<Measure[]>`; `npm run bench` prints what it returns.
 */
export interface Measure {
  what: string
  value: number
  unit: 'ms' | 's' | 'µs' | '/s' | 'kB' | 'MB' | '%' | 'count'
  /** The most it may be, for the table's tick; a bench never fails the build, the machines differ too much. */
  limit?: number
}

export interface Percentiles {
  p50: number
  p95: number
  p99: number
  max: number
}

/** Of samples in any order; the nearest rank, without interpolation. */
export function percentiles(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** Milliseconds that `work` took. */
export async function timeMs(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
