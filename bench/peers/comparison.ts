import type { Measure } from '../support/measure.ts'
import { type ServerName, serverNames } from './servers/servers.ts'

/** One row of a table with a column for each server. */
export interface ComparedMeasure {
  readonly what: string
  readonly unit: Measure['unit']
  readonly values: Partial<Record<ServerName, number>>
  readonly target?: Target | undefined
}

export interface Target {
  readonly text: string
  readonly isReached: boolean
}

export interface Comparison {
  readonly columns: readonly ServerName[]
  readonly rows: readonly ComparedMeasure[]
  readonly notes: readonly string[]
}

/** How many times a workload runs for each server; `runs=1` on the command line is quicker and says less. */
export const runs = Number(process.env.BENCH_RUNS ?? 3)

/** What a workload runs on unless `servers=a,b` on the command line names others. */
export function chosenServers(usual: readonly ServerName[]): readonly ServerName[] {
  const asked = process.env.BENCH_SERVERS?.split(',')
  const unknown = asked?.find((name) => !serverNames.some((each) => each === name))
  if (unknown) throw new Error(`There is no server "${unknown}", only ${serverNames.join(', ')}.`)
  return asked ? serverNames.filter((name) => asked.includes(name)) : usual
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export interface Aim {
  /** Of the Nexus column. */
  readonly of?: ServerName
  /** Nexus divided by the best of the peers is at least, or at most, this. */
  readonly atLeast?: number
  readonly atMost?: number
  /** Which of the peers' values is the best. */
  readonly best: 'highest' | 'lowest'
}

const peers: readonly ServerName[] = ['hocuspocus', 'y-websocket']

/** undefined while one of the sides was not measured. */
export function ratioTarget(values: ComparedMeasure['values'], { of = 'nexus', ...aim }: Aim): Target | undefined {
  const own = values[of]
  const theirs = peers.flatMap((name) => values[name] ?? [])
  if (own === undefined || theirs.length === 0) return undefined
  const ratio = own / (aim.best === 'highest' ? Math.max(...theirs) : Math.min(...theirs))
  const isReached = ratio >= (aim.atLeast ?? 0) && ratio <= (aim.atMost ?? Number.POSITIVE_INFINITY)
  const bound = aim.atLeast === undefined ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`
  return { text: `${of} = ${ratio.toFixed(2)} × best peer, aim ${bound}`, isReached }
}
