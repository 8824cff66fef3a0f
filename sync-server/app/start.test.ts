import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProcess, startServerProcess, type ServerProcess } from '../testing/server-process.ts'
import { readConfig } from './config.ts'

/** What somebody sees who starts it in a wrong way: one line that says what to do, and a non-zero exit. */
let folder: string
let running: ServerProcess
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-start-'))
  running = await startServerProcess({ NEXUS_DATA: join(folder, 'data') })
})
afterAll(async () => {
  expect(await running.kill('SIGINT')).toBe(0)
  rmSync(folder, { recursive: true })
})

it.each([
  [
    'a taken port',
    () => ({ PORT: new URL(running.url).port, NEXUS_DATA: join(folder, 'other') }),
    /^nexus: port \d+ is taken; choose another one with PORT\.\n$/,
  ],
  [
    'a folder in use',
    () => ({ NEXUS_DATA: join(folder, 'data') }),
    /^nexus: another Nexus process is using the data folder .*; stop it first\.\n$/,
  ],
  [
    'a file for a folder',
    () => ({ NEXUS_DATA: writeNote() }),
    /^nexus: the data folder .* can not be written; choose another one with NEXUS_DATA\.\n$/,
  ],
  [
    'a folder that can not be',
    () => ({ NEXUS_DATA: '/proc/nexus/data' }),
    /^nexus: the data folder .* can not be written; .*\n$/,
  ],
  ['a wrong port', () => ({ PORT: 'many' }), /^nexus: PORT is "many" but should be a port number\.\n$/],
  [
    'a wrong host',
    () => ({ HOST: '203.0.113.7', NEXUS_DATA: join(folder, 'third') }),
    /^nexus: 203\.0\.113\.7 is no address of this machine; set HOST\.\n$/,
  ],
])(
  '%s',
  async (_what, env, line) => {
    const { exit, output } = startProcess(env())
    expect([await exit, await output]).toEqual([1, expect.stringMatching(line)])
  },
  30_000,
)

it('the environment has defaults, and wrong values are told', async () => {
  expect(await readConfig({})).toMatchObject({
    value: { port: 8787, host: '127.0.0.1', signUp: 'invited', publicUrl: undefined },
  })
  expect(await readConfig({ NEXUS_DATA: '/tmp/x', NEXUS_URL: 'https://n.example' })).toMatchObject({
    value: { dataFolder: '/tmp/x' },
  })
  for (const env of [
    { PORT: '70000' },
    { PORT: '1.5' },
    { NEXUS_SIGN_UP: 'everyone' },
    { NEXUS_URL: 'nexus.example' },
    { NEXUS_URL: 'http://' },
  ]) {
    expect(await readConfig(env)).toMatchObject({ ok: false, detail: expect.stringContaining('should be') })
  }
})

function writeNote(): string {
  const file = join(folder, 'note')
  writeFileSync(file, 'not a folder')
  return file
}
