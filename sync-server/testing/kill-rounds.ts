import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { documentChange, openTestDevice, type TestDevice } from './test-device.ts'
import { openCaller, testPassword } from './test-server.ts'

export interface KillReport {
  /** Changes that a device was told are stored. */
  readonly acknowledged: number
  /** Changes that another device was sent. */
  readonly seen: number
  /** Of either, those that are not in the log, at the seq that was told. */
  readonly lost: number
  /** Milliseconds from the start of the process to its first answer, of each start after a kill. */
  readonly restartMs: readonly number[]
}

export interface KillOptions {
  readonly dataFolder: string
  readonly rounds: number
  /** A number from 0 to 1 for each round: how far into its writing the kill comes. */
  chance(): number
  /** Called once, when the workspace is there and the server is not running; answers how many changes it has appended. */
  fill?(workspace: WorkspaceId): Promise<number>
}

const writers = 3
const mostChanges = 40

/**
 * Starts a real server, lets several devices write as fast as it takes it while another watches, and kills it with SIGKILL; again and
 * again on one data folder. What anybody was told or sent is then looked for in the log.
 */
export async function killRounds({ dataFolder, rounds, chance, fill }: KillOptions): Promise<KillReport> {
  const workspace = mintId<WorkspaceId>('ws', systemRandom)
  const start = () => startServerProcess({ NEXUS_DATA: dataFolder })
  const first = await start()
  const cookie = await signUp(first.url, workspace)
  await first.kill('SIGTERM')
  const base = (await fill?.(workspace)) ?? 0

  const acknowledged = new Map<number, ReplicaId>()
  const seen = new Map<number, ReplicaId>()
  const restartMs: number[] = []
  let head = base
  const restart = async (): Promise<ServerProcess> => {
    const from = performance.now()
    const server = await start()
    restartMs.push(performance.now() - from)
    return server
  }
  for (let round = 0; round < rounds; round += 1) {
    const server = await restart()
    const open = () => openTestDevice(server.url, cookie)
    const [watcher, ...devices] = await Promise.all([open(), ...Array.from({ length: writers }, open)])
    const watching = watcher && watchUntilGone(watcher, { workspace, seen, cursor: head })
    const enough = acknowledged.size + 1 + Math.floor(chance() * mostChanges)
    let kill = () => {}
    const isEnough = new Promise<void>((resolve) => (kill = resolve))
    const writing = devices.map((device) =>
      writeUntilGone(device, workspace, (seq, replica) => {
        acknowledged.set(seq, replica)
        if (acknowledged.size >= enough) kill()
      }),
    )
    await isEnough
    await server.kill('SIGKILL')
    await Promise.all([watching, ...writing])
    head = Math.max(head, ...acknowledged.keys())
  }
  const last = await restart()
  const reader = await openTestDevice(last.url, cookie)
  const stored = new Map((await reader.pullAll(workspace, base)).map(({ seq, replica }) => [seq, replica]))
  await last.kill('SIGTERM')
  const lost = [...acknowledged, ...seen].filter(([seq, replica]) => stored.get(seq) !== replica).length
  const isDense = Math.max(base, ...stored.keys()) === base + stored.size
  if (!isDense) throw new Error('The seqs of the log are not dense.')
  return { acknowledged: acknowledged.size, seen: seen.size, lost, restartMs }
}

/** Notes each change that it is sent, until the socket ends. */
async function watchUntilGone(
  device: TestDevice,
  { workspace, seen, cursor }: { workspace: WorkspaceId; seen: Map<number, ReplicaId>; cursor: number },
): Promise<void> {
  device.send({ kind: 'subscribe', workspace, cursor })
  await untilGone(async () => {
    const page = await device.next('changes')
    for (const { seq, replica } of page.changes) seen.set(seq, replica)
    if (page.to < page.head) device.send({ kind: 'pull', workspace, cursor: page.to })
  })
}

/** Goes on until the socket ends, so that the kill falls into the middle of commits. */
async function writeUntilGone(
  device: TestDevice,
  workspace: WorkspaceId,
  acknowledge: (seq: number, replica: ReplicaId) => void,
): Promise<void> {
  let push = 0
  const sent = new Map<number, readonly ReplicaId[]>()
  const send = () => {
    push += 1
    const changes = [documentChange(), documentChange()]
    sent.set(
      push,
      changes.map(({ replica }) => replica),
    )
    device.send({ kind: 'push', workspace, push, changes })
  }
  await untilGone(async () => {
    while (push < 4) send()
    const settled = await device.next('settled')
    settled.results.forEach((result, index) => {
      const replica = sent.get(settled.push)?.[index]
      if ('seq' in result && replica) acknowledge(result.seq, replica)
    })
    sent.delete(settled.push)
    send()
  })
}

async function untilGone(step: () => Promise<void>): Promise<void> {
  try {
    while (true) await step()
  } catch (error) {
    if (!/closed with 1006|not open/.test(String(error))) throw error
  }
}

async function signUp(url: string, workspace: WorkspaceId): Promise<string> {
  const caller = openCaller(url)
  await caller.call('POST', '/api/accounts', { email: 'ada@example.org', name: 'Ada', password: testPassword })
  await caller.call('POST', '/api/workspaces', { id: workspace, name: 'Home' })
  return caller.cookie
}
