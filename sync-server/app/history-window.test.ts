import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plansOf } from '#server/tenancy/provision-plans.ts'
import { provision } from '#server/tenancy/provision.ts'
import { openCore } from './core.ts'
import { readNexusFile } from './nexus-yaml.ts'
import { serverDefaults } from './start-server.ts'

const fileWith = (history: string) => `
organizations:
  - id: acme
    settings: { retention_policy: { conversations: 90d, history: ${history} } }
    workspaces: [{ id: sales }]
  - id: globex
    workspaces: [{ id: sales }]
`

it('[ST15] the file says for how long an organisation keeps single changes; without a word it is 90 days', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-window-'))
  const core = await openCore({ ...serverDefaults, dataFolder })
  try {
    const daysOf = async () => {
      const names = ['acme', 'globex'].map((slug) => ({ kind: 'organisation', scope: '', slug }) as const)
      const ids = await Promise.all(names.map((name) => core.storage.control.idOf(name)))
      return Promise.all(ids.map(async (id) => (await core.storage.organisation(id as never)).log.historyDays()))
    }
    for (const [text, days] of [
      ['30d', 30],
      ['7d', 7],
    ] as const) {
      const file = readNexusFile(fileWith(text), {})
      if (!file.ok) throw new Error(file.detail)
      await provision({ ...core, ...serverDefaults }, plansOf(file.value.organizations))
      expect(await daysOf()).toEqual([days, 90])
    }
  } finally {
    await core.close()
    rmSync(dataFolder, { recursive: true })
  }
})

it('another form than days stops the start', () => {
  for (const text of ['90 days', 'a while', '-3d']) {
    expect(readNexusFile(fileWith(text), {})).toMatchObject({
      ok: false,
      detail: expect.stringContaining('days, such as 90d'),
    })
  }
})
