import { type Comparison, chosenServers, median, runs } from './comparison.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Crowd } from './driver/crowd.ts'
import { pace } from './driver/pace.ts'
import type { StormAsked, StormTold } from './driver/storm-main.ts'
import { type BenchServer, openServer, type ServerName } from './servers/servers.ts'

export const name = 'Reconnect storm: 10,000 clients at once, while 20 others work'

const crowdSize = 10_000
const workingRooms = 10
const editsPerSecond = 200

interface Storm {
  readonly seconds: number
  readonly cpuMsEach: number
  readonly calmP95: number
  readonly p95: number
  readonly worst: number
  readonly turnedAway: number
}

export async function run(): Promise<Comparison> {
  const columns = chosenServers(['nexus', 'hocuspocus', 'y-websocket'])
  const found = new Map<ServerName, Storm[]>(columns.map((each) => [each, []]))
  for (let at = 0; at < runs; at += 1) for (const each of columns) found.get(each)?.push(await measure(each))
  const row = (pick: (storm: Storm) => number) =>
    Object.fromEntries(columns.map((each) => [each, median((found.get(each) ?? []).map(pick))]))
  return {
    columns,
    rows: [
      { what: 'until all are synced', unit: 's', values: row((storm) => storm.seconds) },
      { what: 'server processor time a connection', unit: 'ms', values: row((storm) => storm.cpuMsEach) },
      { what: 'edit→seen p95 of those who work, before', unit: 'ms', values: row((storm) => storm.calmP95) },
      { what: 'edit→seen p95 of those who work, meanwhile', unit: 'ms', values: row((storm) => storm.p95) },
      { what: 'the slowest of their edits', unit: 'ms', values: row((storm) => storm.worst) },
      { what: 'turned away and come again', unit: 'count', values: row((storm) => storm.turnedAway) },
    ],
    notes: [
      'Each of the 10,000 opens its socket at once; whom the server turns away comes again after a quarter to three quarters of a second.',
    ],
  }
}

async function measure(server: ServerName): Promise<Storm> {
  const rooms = workingRooms + crowdSize / 2
  const opened = await openServer(server, { rooms, membership: { accounts: 1_000, membersPerRoom: 2 } })
  const working = new Crowd(opened)
  try {
    const seats = opened.seats(2)
    await working.enter(seats.slice(0, workingRooms))
    await working.beginToWrite(1)
    const { latencies } = working.tally
    await pace(working, { editsPerSecond, ms: 1_000 })
    latencies.clear()
    await pace(working, { editsPerSecond, ms: 2_000 })
    const calmP95 = latencies.at(0.95)
    latencies.clear()

    const cpuBefore = opened.process.cpuMs()
    let isOver = false
    const work = pace(working, { editsPerSecond, ms: 120_000, isHopeless: () => isOver })
    const { seconds, turnedAway } = await storm(opened, seats.slice(workingRooms)).finally(() => (isOver = true))
    await work
    await working.untilDelivered()
    const cpuMsEach = (opened.process.cpuMs() - cpuBefore) / crowdSize
    return { seconds, cpuMsEach, calmP95, p95: latencies.at(0.95), worst: latencies.at(1), turnedAway }
  } finally {
    working.close()
    await opened.close()
  }
}

/** In a process of its own, so that those who work are not slowed by the opening of sockets on their side. */
async function storm(server: BenchServer, seats: StormAsked['seats']): Promise<StormTold> {
  const child = fork(fileURLToPath(new URL('driver/storm-main.ts', import.meta.url)), { execArgv: [] })
  try {
    const asked: StormAsked = { server: server.name, port: server.port, seats }
    child.send(asked)
    const told = once(child, 'message').then(([message]) => message as StormTold)
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The storm ended early.')))
    return await Promise.race([told, ended])
  } finally {
    child.kill('SIGKILL')
  }
}
