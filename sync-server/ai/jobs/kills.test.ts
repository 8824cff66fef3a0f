import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { killJobs } from '../testing/kill-jobs.ts'

it.each([
  ['whole', 60],
  ['queue', 200],
] as const)(
  '[AI6] no job is lost and nothing is done twice when the process is killed again and again: %s',
  async (way, jobs) => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-jobs-'))
    try {
      const random = seededRandom(7)
      const report = await killJobs({ dataFolder, jobs, kills: 6, way, chance: () => random.next() })
      expect(report).toMatchObject({ done: jobs, notDone: 0, missing: 0, doubled: 0 })
      expect(report.killed).toBeGreaterThanOrEqual(5)
      expect(report.takenOver).toBeGreaterThan(5)
    } finally {
      rmSync(dataFolder, { recursive: true, force: true })
    }
  },
  300_000,
)
