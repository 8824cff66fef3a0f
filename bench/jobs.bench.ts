import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killJobs } from '../sync-server/ai/testing/kill-jobs.ts'
import type { Measure } from './support/measure.ts'

const jobs = 20_000
const kills = 100

export const name = `Jobs: ${jobs.toLocaleString('en-US')} of two calls each, done by processes of which ${kills} are killed`

export async function run(): Promise<Measure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  try {
    const begun = performance.now()
    const report = await killJobs({ dataFolder, jobs, kills, way: 'queue', chance: Math.random })
    const seconds = (performance.now() - begun) / 1_000
    return [
      { what: 'jobs done', value: report.done, unit: 'count' },
      { what: 'processes killed in the middle', value: report.killed, unit: 'count' },
      { what: 'jobs of which a holder was killed', value: report.takenOver, unit: 'count' },
      { what: 'jobs lost or not done', value: jobs - report.done + report.notDone, unit: 'count', limit: 0 },
      { what: 'calls lost', value: report.missing, unit: 'count', limit: 0 },
      { what: 'calls done twice', value: report.doubled, unit: 'count', limit: 0 },
      { what: 'jobs a second, restarts included', value: report.done / seconds, unit: '/s' },
    ]
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}
