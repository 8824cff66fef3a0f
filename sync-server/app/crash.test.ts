import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mintId, type WorkspaceId } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { startServerProcess } from '../testing/server-process.ts'
import { documentChange, openTestDevice, type TestDevice } from '../testing/test-device.ts'
import { openCaller, testPassword } from '../testing/test-server.ts'

let dataFolder: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-crash-'))
})
afterEach(() => rmSync(dataFolder, { recursive: true }))

const workspace = mintId<WorkspaceId>('ws', systemRandom)

it('[SY31] nothing acknowledged is lost when the server is killed under load, again and again', {
  timeout: 60_000,
}, async () => {
  const acknowledged = new Map<number, string>()
  let cookie = ''
  for (let round = 0; round < 5; round += 1) {
    const server = await startServerProcess({ NEXUS_DATA: dataFolder })
    cookie ||= await signUp(server.url)
    const devices = await Promise.all([0, 1, 2].map(() => openTestDevice(server.url, cookie)))
    // Each writer goes on until the server is gone, so that the kill falls into the middle of commits.
    const writing = devices.map((device) => writeUntilGone(device, acknowledged))
    const enough = acknowledged.size + 40 + round * 25
    const watcher = await openTestDevice(server.url, cookie)
    await watcher.pullAll(workspace)
    while (acknowledged.size < enough) await watcher.next('changes')
    await server.kill('SIGKILL')
    await Promise.all(writing)
  }
  const server = await startServerProcess({ NEXUS_DATA: dataFolder })
  const log = await (await openTestDevice(server.url, cookie)).pullAll(workspace)
  expect(log.map((change) => change.seq)).toEqual(log.map((_, index) => index + 1))
  expect(acknowledged.size).toBeGreaterThan(200)
  for (const [seq, replica] of acknowledged) expect(log[seq - 1]?.replica).toBe(replica)
  expect(await server.kill('SIGTERM')).toBe(0)
})

async function writeUntilGone(device: TestDevice, acknowledged: Map<number, string>): Promise<void> {
  let push = 0
  const sent = new Map<number, string[]>()
  const send = () => {
    push += 1
    const changes = [documentChange(), documentChange()]
    sent.set(
      push,
      changes.map((change) => change.replica),
    )
    device.send({ kind: 'push', workspace, push, changes })
  }
  for (let ahead = 0; ahead < 4; ahead += 1) send()
  try {
    while (true) {
      const settled = await device.next('settled')
      settled.results.forEach((result, index) => {
        if ('seq' in result) acknowledged.set(result.seq, sent.get(settled.push)?.[index] ?? '')
      })
      send()
    }
  } catch (error) {
    expect(String(error)).toMatch(/closed with 1006|not open/)
  }
}

async function signUp(url: string): Promise<string> {
  const caller = openCaller(url)
  await caller.call('POST', '/api/accounts', { email: 'ada@example.org', name: 'Ada', password: testPassword })
  await caller.call('POST', '/api/workspaces', { id: workspace, name: 'Home' })
  return caller.cookie
}
