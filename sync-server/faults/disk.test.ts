import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { type ServerProcess, startProcess, startServerProcess } from '../testing/server-process.ts'
import { documentChange, openTestDevice } from '../testing/test-device.ts'
import { openCaller, testPassword } from '../testing/test-server.ts'

vi.setConfig({ testTimeout: 120_000 })

const workspace = mintId<WorkspaceId>('ws', systemRandom)
let folder: string
let undo: (() => void)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-disk-'))
})
afterEach(() => {
  for (const each of undo.toReversed()) each()
  undo = []
  rmSync(folder, { recursive: true })
})

it('[ST15] a file that may not grow: pushes wait, reading goes on, and it recovers by itself', async () => {
  const server = await startServerProcess({ NEXUS_DATA: folder })
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}`])
  await fillUpAndRecover(server, {
    full: () => limit('1500000:'),
    room: () => limit('unlimited:'),
    says: /^(disk-full|unavailable)$/,
  })
})

it.runIf(canMount())(
  '[ST15] a disk that is full: pushes wait, reading goes on, and it recovers by itself',
  async () => {
    mount(folder, ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs'])
    const ballast = join(folder, 'ballast')
    const server = await startServerProcess({ NEXUS_DATA: join(folder, 'data') })
    // More than there is: it takes what is left, and a little stays for the server to run into.
    const full = () => {
      expect(() => writeFileSync(ballast, Buffer.alloc(32 * 1024 * 1024))).toThrow('ENOSPC')
      truncateSync(ballast, statSync(ballast).size - 512 * 1024)
    }
    await fillUpAndRecover(server, { full, room: () => rmSync(ballast), says: /^disk-full$/ })
  },
)

it.runIf(canMount())('a data folder that can only be read is told in a sentence', async () => {
  const data = join(folder, 'data')
  const first = await startServerProcess({ NEXUS_DATA: data })
  await first.kill('SIGTERM')
  mount(data, ['--bind', data])
  execFileSync('mount', ['-o', 'remount,ro,bind', data])
  await expectRefusal(data)
})

it('a data folder that belongs to somebody else is told in a sentence', async () => {
  // The whole of /proc is written by nobody, whoever asks.
  await expectRefusal('/proc/self')
})

async function expectRefusal(data: string): Promise<void> {
  const { exit, output } = startProcess({ NEXUS_DATA: data })
  const sentence = expect.stringMatching(/^nexus: the data folder .* can not be written; choose another one with .*\n$/)
  expect([await exit, await output]).toEqual([1, sentence])
}

interface Disk {
  full(): void
  room(): void
  /** The code of a push that it does not take. */
  readonly says: RegExp
}

async function fillUpAndRecover(server: ServerProcess, disk: Disk): Promise<void> {
  const cookie = await signUp(server.url)
  const acknowledged = new Map<number, ReplicaId>()
  const device = await openTestDevice(server.url, cookie)
  await device.pullAll(workspace)
  /** How far it came, or what it was told instead. */
  const writeUntil = async (enough: number): Promise<string> => {
    while (acknowledged.size < enough) {
      // Nothing that could be packed.
      const change = documentChange(randomBytes(20_000).toString('base64'))
      const [result] = await device.push(workspace, [change])
      if (!result || 'refused' in result) return result?.refused ?? 'nothing'
      acknowledged.set(result.seq, change.replica)
    }
    return 'stored'
  }
  expect(await writeUntil(50)).toBe('stored')
  disk.full()
  expect(await writeUntil(5_000)).toMatch(disk.says)
  // Again: still no, and still whole, over a socket that stays and goes on hearing.
  expect(await writeUntil(5_000)).toMatch(disk.says)
  device.send({ kind: 'pull', workspace, cursor: acknowledged.size })
  expect(await device.next('changes')).toMatchObject({ head: acknowledged.size })
  const whileFull = new Map(acknowledged)
  await expectAll(server.url, cookie, whileFull)
  // Not once for every push that met it.
  const told = server
    .said()
    .match(/ takes no changes; they wait on the devices| can not be read or written at the moment/g)
  expect(told?.length).toBeGreaterThan(0)
  expect(told?.length).toBeLessThan(5)

  disk.room()
  expect(await writeUntil(whileFull.size + 50)).toBe('stored')
  await expectAll(server.url, cookie, acknowledged)
  expect(server.said()).toContain('is written again; devices send what they have kept')
  expect(await server.kill('SIGKILL')).toBe(null)
}

/** A device that reads everything has what was acknowledged, in a log without gaps. */
async function expectAll(url: string, cookie: string, acknowledged: ReadonlyMap<number, ReplicaId>): Promise<void> {
  const log = await (await openTestDevice(url, cookie)).pullAll(workspace)
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
  for (const [seq, replica] of acknowledged) expect(log[seq - 1]?.replica).toBe(replica)
}

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'nexus-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe])
    return true
  } catch {
    return false
  } finally {
    rmSync(probe, { recursive: true })
  }
}

function mount(at: string, words: readonly string[]): void {
  mkdirSync(at, { recursive: true })
  execFileSync('mount', [...words, at])
  undo.push(() => execFileSync('umount', ['-l', at]))
}

async function signUp(url: string): Promise<string> {
  const caller = openCaller(url)
  await caller.call('POST', '/api/accounts', { email: 'ada@example.org', name: 'Ada', password: testPassword })
  await caller.call('POST', '/api/workspaces', { id: workspace, name: 'Home' })
  return caller.cookie
}
