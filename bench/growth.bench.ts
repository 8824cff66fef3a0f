import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { OutgoingChange, ServerMessage } from '#shared/protocol/messages.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { median } from './peers/comparison.ts'
import { type BenchServer, openServer } from './peers/servers/servers.ts'
import { type GrowingDocument, growLog, newDocuments } from './support/grown-log.ts'
import { type Measure, percentiles, timeMs } from './support/measure.ts'
import { openWireDevice } from './support/wire-device.ts'

export const name = 'Growth: one workspace with a log of 1k to 1M changes, 100 documents'

const sizes = (process.env.BENCH_CHANGES ?? '1000,10000,100000,1000000').split(',').map(Number)
const tail = 100
/** What counts as flat: times of milliseconds on a shared machine are no closer. */
const flatness = 2

interface Grown {
  readonly changes: number
  readonly appendedPerSecond: number
  readonly startMs: number
  readonly settledMs: number
  readonly tailMs: number
  readonly state: State
}

interface State {
  readonly ms: number
  readonly kBytes: number
}

export async function run(): Promise<Measure[]> {
  const grown = await growInSteps()
  const first = grown[0] as Grown
  const flat = (pick: (one: Grown) => number, one: Grown) => (one === first ? {} : { limit: flatness * pick(first) })
  const live = [await stateOf(100), await stateOf(1_000)] as const
  return [
    ...grown.flatMap((one): Measure[] => {
      const at = `${one.changes.toLocaleString('en-US')} changes: `
      const { settledMs, tailMs, state } = one
      return [
        { what: `${at}appended, 500 at once, up to here`, value: one.appendedPerSecond, unit: '/s' },
        { what: `${at}one edit settled, p50`, value: settledMs, unit: 'ms', ...flat((each) => each.settledMs, one) },
        { what: `${at}the last ${tail} pulled`, value: tailMs, unit: 'ms', ...flat((each) => each.tailMs, one) },
        { what: `${at}server started`, value: one.startMs, unit: 'ms' },
        { what: `${at}cold start of a device`, value: state.ms, unit: 'ms', ...flat((each) => each.state.ms, one) },
        {
          what: `${at}cold start of a device`,
          value: state.kBytes,
          unit: 'kB',
          ...flat((each) => each.state.kBytes, one),
        },
      ]
    }),
    { what: 'live data: 100 documents, cold start of a device', value: live[0].ms, unit: 'ms' },
    {
      what: 'live data: 1,000 documents, cold start of a device',
      value: live[1].ms,
      unit: 'ms',
      limit: 15 * live[0].ms,
    },
    {
      what: 'live data: 1,000 documents, cold start of a device',
      value: live[1].kBytes,
      unit: 'kB',
      limit: 11 * live[0].kBytes,
    },
  ]
}

async function growInSteps(): Promise<Grown[]> {
  const documents = newDocuments(100)
  const server = await openServer('nexus', { rooms: 1, membership: { accounts: 1, membersPerRoom: 1 } })
  const found: Grown[] = []
  try {
    let written = 0
    for (const changes of sizes) {
      found.push(await measure(server, { documents, count: changes - written, changes }))
      written = changes
    }
    return found
  } finally {
    await server.close()
  }
}

interface Growing {
  readonly documents: readonly GrowingDocument[]
  readonly count: number
  readonly changes: number
}

async function measure(server: BenchServer, { documents, count, changes }: Growing): Promise<Grown> {
  const { workspace } = server.rooms[0] as BenchServer['rooms'][number]
  let seconds = 0
  let closedAt = 0
  await server.restart(async (folder) => {
    seconds = await growLog(folder, workspace, { documents, count })
    closedAt = performance.now()
  })
  const startMs = performance.now() - closedAt
  // Snapshots are made beside the work of the people; a device that comes later finds them.
  await server.process.untilIdle(600_000)
  const settledMs = await editsSettled(server, workspace)
  const tailMs = await tailPulled(server, workspace)
  return {
    changes,
    appendedPerSecond: count / seconds,
    startMs,
    settledMs,
    tailMs,
    state: await coldStates(server, workspace),
  }
}

/** The same history a document, and ten times the documents. */
async function stateOf(documentCount: number): Promise<State> {
  const server = await openServer('nexus', { rooms: 1, membership: { accounts: 1, membersPerRoom: 1 } })
  try {
    const { workspace } = server.rooms[0] as BenchServer['rooms'][number]
    const documents = newDocuments(documentCount)
    await server.restart(
      async (folder) => void (await growLog(folder, workspace, { documents, count: 20 * documentCount })),
    )
    await server.process.untilIdle(120_000)
    return await coldStates(server, workspace)
  } finally {
    await server.close()
  }
}

async function editsSettled(server: BenchServer, workspace: WorkspaceId): Promise<number> {
  const device = await openWireDevice(`http://127.0.0.1:${server.port}`, server.seat(0, 0).person.cookie)
  const times: number[] = []
  for (const change of keystrokes(200)) times.push(await timeMs(() => device.push(workspace, [change])))
  device.close()
  return percentiles(times).p50
}

async function tailPulled(server: BenchServer, workspace: WorkspaceId): Promise<number> {
  const head = (await readAll(server, workspace, { from: Number.MAX_SAFE_INTEGER })).head
  const times: number[] = []
  for (let at = 0; at < 11; at += 1) {
    times.push(await timeMs(() => readAll(server, workspace, { from: head - tail })))
  }
  return median(times)
}

async function coldStates(server: BenchServer, workspace: WorkspaceId): Promise<State> {
  const found: State[] = []
  for (let at = 0; at < 3; at += 1) {
    await server.restart()
    await server.process.untilIdle(120_000)
    let kBytes = 0
    const ms = await timeMs(async () => (kBytes = (await readAll(server, workspace, { from: 0 })).bytes / 1000))
    found.push({ ms, kBytes })
  }
  return { ms: median(found.map((each) => each.ms)), kBytes: median(found.map((each) => each.kBytes)) }
}

/** A device that comes: from 0 with the state first, else from its cursor, until it has everything. */
async function readAll(
  server: BenchServer,
  workspace: WorkspaceId,
  { from }: { from: number },
): Promise<{ head: number; bytes: number }> {
  const device = await openWireDevice(`http://127.0.0.1:${server.port}`, server.seat(0, 0).person.cookie)
  let bytes = 0
  const count = (chunks: readonly Uint8Array[]) => (bytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  const head = await new Promise<number>((resolve, reject) => {
    device.onMessage((message: ServerMessage) => {
      if (message.kind === 'refused') reject(new Error(`refused: ${message.code}`))
      if (message.kind === 'snapshots') {
        for (const { chunks } of message.snapshots) count(chunks)
        if (message.next) device.send({ kind: 'bootstrap', workspace, asOf: message.asOf, after: message.next })
        else device.send({ kind: 'subscribe', workspace, cursor: message.asOf })
      }
      if (message.kind !== 'changes') return
      count(message.changes.map((change) => change.bytes))
      if (message.to < message.head) device.send({ kind: 'pull', workspace, cursor: message.to })
      else resolve(message.head)
    })
    if (from === 0) device.send({ kind: 'bootstrap', workspace, asOf: 0, after: '' })
    else device.send({ kind: 'subscribe', workspace, cursor: from })
  })
  device.close()
  return { head, bytes }
}

/** Typing in a document of its own, a change a character. */
function keystrokes(count: number): OutgoingChange[] {
  const id = mintId<ReplicaId>('document', systemRandom)
  const replica = openYjsReplica({ id, shape: { title: 'text' }, actor: '' })
  const changes: OutgoingChange[] = []
  replica.onLocalChange((bytes) => changes.push({ replica: id, kind: 'yjs', bytes }))
  for (let at = 0; at < count; at += 1) replica.patch({ title: 'x'.repeat(at + 1) })
  return changes
}
