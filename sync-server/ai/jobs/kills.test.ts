import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { killJobs } from '../testing/kill-jobs.ts'

it('[AI6] no job is lost and nothing is done twice when the process is killed again and again', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-jobs-'))
  try {
    const random = seededRandom(7)
    const report = await killJobs({ dataFolder, jobs: 200, kills: 6, chance: () => random.next() })
    expect(report).toMatchObject({ done: 200, notDone: 0, missing: 0, doubled: 0 })
    expect(report.killed).toBeGreaterThanOrEqual(5)
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}, 300_000)
