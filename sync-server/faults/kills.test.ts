import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { killRounds } from '../testing/kill-rounds.ts'

let dataFolder: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-kills-'))
})
afterEach(() => rmSync(dataFolder, { recursive: true }))

/** `npm run bench kills` makes it 200, over a gigabyte of log. */
it('[SY31] nothing that was acknowledged or seen by others is lost when the server is killed under load, 50 times', {
  timeout: 300_000,
}, async () => {
  const report = await killRounds({ dataFolder, rounds: 50, chance: Math.random })
  expect(report.lost).toBe(0)
  expect(report.acknowledged).toBeGreaterThan(500)
  expect(report.seen).toBeGreaterThan(500)
})
