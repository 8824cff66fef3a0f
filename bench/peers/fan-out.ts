import { type Comparison, chosenServers, median, ratioTarget, runs } from './comparison.ts'
import { Crowd } from './driver/crowd.ts'
import { pace } from './driver/pace.ts'
import { openServer, type ServerName } from './servers/servers.ts'

export interface FanOut {
  readonly rooms: number
  readonly clientsPerRoom: number
  readonly writersPerRoom: number
  /** Edits a second: at light load, and where the search begins. */
  readonly lightRate: number
  readonly firstRate: number
  /** Nexus ÷ best peer. */
  readonly aim: number
  /** Measured once, for scale: the door for stock clients, and relays without a store. */
  readonly references: readonly ServerName[]
}

/** What one rate did. Deliveries are edits × clients other than the writer. */
interface Step {
  readonly editsPerSecond: number
  readonly deliveredPerSecond: number
  readonly isWithin: boolean
  readonly p50: number
  readonly p95: number
  readonly acknowledgedP95: number
  readonly serverCpu: number
  readonly driverCpu: number
}

interface Found {
  readonly light: Step
  readonly best: Step
}

const limitMs = 50
const warmUpMs = 400
const stepMs = 1_500

/** The rising edit rate of each server in turn, several times over, so that a disturbance does not meet one of them alone. */
export async function compareFanOut(workload: FanOut): Promise<Comparison> {
  const columns = chosenServers(['nexus', 'hocuspocus', 'y-websocket', ...workload.references])
  const found = new Map<ServerName, Found[]>(columns.map((name) => [name, []]))
  for (let run = 0; run < runs; run += 1) {
    for (const name of columns) {
      if (run > 0 && workload.references.includes(name)) continue
      const before = found.get(name)?.at(-1)?.best.editsPerSecond
      found.get(name)?.push(await measure(name, workload, before))
    }
  }
  const row = (pick: (found: Found) => number) =>
    Object.fromEntries(columns.map((name) => [name, median((found.get(name) ?? []).map(pick))]))
  const delivered = row(({ best }) => best.deliveredPerSecond)
  const lightP50 = row(({ light }) => light.p50)
  return {
    columns,
    rows: [
      {
        what: `delivered updates with edit→seen p95 < ${limitMs} ms`,
        unit: '/s',
        values: delivered,
        target: ratioTarget(delivered, { atLeast: workload.aim, best: 'highest' }),
      },
      { what: 'edits sent at that rate', unit: '/s', values: row(({ best }) => best.editsPerSecond) },
      { what: 'edit→seen p50 there', unit: 'ms', values: row(({ best }) => best.p50) },
      { what: 'edit→seen p95 there', unit: 'ms', values: row(({ best }) => best.p95) },
      { what: 'acknowledgement p95 there', unit: 'ms', values: row(({ best }) => best.acknowledgedP95) },
      { what: 'server processor there, of one core', unit: '%', values: row(({ best }) => best.serverCpu * 100) },
      {
        what: 'server processor time a delivered update there',
        unit: 'µs',
        values: row(({ best }) => (best.serverCpu * 1e6) / best.deliveredPerSecond),
      },
      { what: 'driver processor there, of one core', unit: '%', values: row(({ best }) => best.driverCpu * 100) },
      {
        what: `edit→seen p50 at ${workload.lightRate} edits/s`,
        unit: 'ms',
        values: lightP50,
        target: ratioTarget(lightP50, { atMost: 1, best: 'lowest' }),
      },
      { what: `edit→seen p95 at ${workload.lightRate} edits/s`, unit: 'ms', values: row(({ light }) => light.p95) },
    ],
    notes: [
      'Nexus acknowledges and sends once the commit is on the disk; hocuspocus acknowledges from memory; y-websocket never does.',
      'The relays store and check nothing: they are what sockets and this driver can do here.',
    ],
  }
}

async function measure(name: ServerName, workload: FanOut, before: number | undefined): Promise<Found> {
  const server = await openServer(name, { rooms: workload.rooms })
  const crowd = new Crowd(server)
  try {
    await crowd.enter(server.seats(workload.clientsPerRoom))
    await crowd.beginToWrite(workload.writersPerRoom)
    const tryRate = (editsPerSecond: number) => runStep(crowd, server.process.cpuMs, editsPerSecond)
    // Code that is compiled at its first use and threads that start with the first edit are not the light load's fault.
    await pace(crowd, { editsPerSecond: workload.lightRate, ms: 3_000 })
    await crowd.untilDelivered()
    const light = await tryRate(workload.lightRate)
    const best = before
      ? await highestWithin(tryRate, { from: before / 1.2, factor: 1.2, refinements: 1 })
      : await highestWithin(tryRate, { from: workload.firstRate, factor: 1.6, refinements: 3 })
    return { light, best }
  } finally {
    crowd.close()
    await server.close()
  }
}

interface Search {
  readonly from: number
  readonly factor: number
  readonly refinements: number
}

/**
 * Raises the rate by the factor until two in a row were too much, then halves the gap (in ratios) some times. One alone may have been the
 * machine, which has other things to do now and then; for the same reason each is tried twice.
 */
async function highestWithin(
  tryRate: (rate: number) => Promise<Step>,
  { from, factor, refinements }: Search,
): Promise<Step> {
  const tryTwice = async (rate: number) => {
    const step = await tryRate(rate)
    return step.isWithin ? step : tryRate(rate)
  }
  let best = await tryTwice(from)
  for (let rate = from / factor; !best.isWithin; rate /= factor) best = await tryTwice(rate)
  for (let exponent = 1; exponent <= 2; ) {
    const step = await tryTwice(best.editsPerSecond * factor ** exponent)
    exponent = step.isWithin ? 1 : exponent + 1
    if (step.isWithin) best = step
  }
  let tooMuch = best.editsPerSecond * factor
  for (let left = refinements; left > 0; left -= 1) {
    const step = await tryTwice(Math.sqrt(best.editsPerSecond * tooMuch))
    if (step.isWithin) best = step
    else tooMuch = step.editsPerSecond
  }
  return best
}

async function runStep(crowd: Crowd, serverCpuMs: () => number, editsPerSecond: number): Promise<Step> {
  const { tally, rooms } = crowd
  const perEdit = (rooms[0]?.clients.length ?? 1) - 1
  const isHopeless = () => crowd.outstanding > 0.5 * editsPerSecond * perEdit + 1_000
  const isWarm = await pace(crowd, { editsPerSecond, ms: warmUpMs, isHopeless })
  tally.latencies.clear()
  tally.acknowledgements.clear()
  const before = {
    delivered: tally.delivered,
    at: performance.now(),
    server: serverCpuMs(),
    driver: process.cpuUsage(),
  }
  const isKept = isWarm && (await pace(crowd, { editsPerSecond, ms: stepMs, isHopeless }))
  const seconds = (performance.now() - before.at) / 1000
  const deliveredPerSecond = (tally.delivered - before.delivered) / seconds
  const driver = process.cpuUsage(before.driver)
  const { latencies, acknowledgements } = tally
  const step = {
    editsPerSecond,
    deliveredPerSecond,
    isWithin: isKept && latencies.at(0.95) < limitMs && deliveredPerSecond > 0.95 * editsPerSecond * perEdit,
    p50: latencies.at(0.5),
    p95: latencies.at(0.95),
    acknowledgedP95: acknowledgements.at(0.95),
    serverCpu: (serverCpuMs() - before.server) / 1000 / seconds,
    driverCpu: (driver.user + driver.system) / 1e6 / seconds,
  }
  if (process.env.BENCH_VERBOSE) console.error(JSON.stringify(step))
  await crowd.untilDelivered()
  return step
}
