import { type ComparedMeasure, type Comparison, chosenServers, median, ratioTarget, runs } from './comparison.ts'
import { Crowd } from './driver/crowd.ts'
import { pace } from './driver/pace.ts'
import { openServer, type ServerName } from './servers/servers.ts'

export const name = 'Idle connections in rooms of two, all synced'

/** 18,000 is what one process may hold under a limit of 20,000 descriptors. */
const sizes = (process.env.BENCH_CONNECTIONS ?? '1000,18000').split(',').map(Number)
const editsPerSecond = 200
const writingRooms = 100

interface Idle {
  readonly kBytesEach: number
  readonly p95: number
  readonly openedPerSecond: number
}

export async function run(): Promise<Comparison> {
  const columns = chosenServers(['nexus', 'hocuspocus', 'y-websocket'])
  const rows: ComparedMeasure[] = []
  for (const size of sizes) {
    // A large crowd averages by itself, and takes its time.
    const times = size > 5_000 ? 1 : runs
    const found = new Map<ServerName, Idle[]>(columns.map((each) => [each, []]))
    for (let at = 0; at < times; at += 1) for (const each of columns) found.get(each)?.push(await measure(each, size))
    const row = (pick: (idle: Idle) => number) =>
      Object.fromEntries(columns.map((each) => [each, median((found.get(each) ?? []).map(pick))]))
    const memory = row((idle) => idle.kBytesEach)
    const p95 = row((idle) => idle.p95)
    rows.push(
      {
        what: `memory a connection, ${size} of them`,
        unit: 'kB',
        values: memory,
        target: ratioTarget(memory, { atMost: 0.5, best: 'lowest' }),
      },
      {
        what: `edit→seen p95 at ${editsPerSecond} edits/s among them`,
        unit: 'ms',
        values: p95,
        target: p95.nexus === undefined ? undefined : { text: 'aim < 50 ms', isReached: p95.nexus < 50 },
      },
      { what: 'connections opened and synced', unit: '/s', values: row((idle) => idle.openedPerSecond) },
    )
  }
  return {
    columns,
    rows,
    notes: [
      'Resident memory after minus before, garbage collected both times; every room is a document that nobody has written in.',
    ],
  }
}

async function measure(server: ServerName, size: number): Promise<Idle> {
  const accounts = Math.min(1_000, size)
  const opened = await openServer(server, { rooms: size / 2, membership: { accounts, membersPerRoom: 2 } })
  const crowd = new Crowd(opened)
  try {
    // What the first client makes the server load belongs to no connection.
    const seats = opened.seats(2)
    await crowd.enter(seats.slice(0, 1))
    await opened.process.untilIdle()
    await opened.process.collectGarbage()
    const before = opened.process.rssBytes()
    const start = performance.now()
    await crowd.enter(seats.slice(1))
    const seconds = (performance.now() - start) / 1000
    await opened.process.untilIdle()
    await opened.process.collectGarbage()
    const bytes = opened.process.rssBytes() - before
    const p95 = await lightEdits(crowd)
    return { kBytesEach: bytes / 1000 / (size - 2), p95, openedPerSecond: (size - 2) / seconds }
  } finally {
    crowd.close()
    await opened.close()
  }
}

async function lightEdits(crowd: Crowd): Promise<number> {
  await crowd.beginToWrite(1, writingRooms)
  await pace(crowd, { editsPerSecond, ms: 1_000 })
  crowd.tally.latencies.clear()
  await pace(crowd, { editsPerSecond, ms: 3_000 })
  await crowd.untilDelivered()
  return crowd.tally.latencies.at(0.95)
}
