import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fsyncTimes, sqliteAppendsPerSecond } from '../support/disk.ts'
import { type Measure, percentiles } from '../support/measure.ts'
import { median, runs } from './comparison.ts'
import { Crowd } from './driver/crowd.ts'
import { pace } from './driver/pace.ts'
import { openServer } from './servers/servers.ts'

export const name = 'Durable acknowledgement: 2,000 edits/s over 200 documents'

const documents = 200
const editsPerSecond = 2_000
const aboveDiskMs = 15
/** Longer than what a start does once for each organisation. */
const warmUpMs = 6_000

interface Acknowledged {
  readonly disk: number
  readonly sqliteAlone: number
  readonly sqliteBatched: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly perSecond: number
}

/** The peers are not here: one acknowledges from memory, the other never. */
export async function run(): Promise<Measure[]> {
  const found: Acknowledged[] = []
  const apart: Acknowledged[] = []
  for (let at = 0; at < runs; at += 1) {
    found.push(await measure(false))
    apart.push(await measure(true))
  }
  const of = (pick: (one: Acknowledged) => number, all = found) => median(all.map(pick))
  const disk = of((one) => one.disk)
  return [
    { what: 'fsync of the disk, p95', value: disk, unit: 'ms' },
    { what: 'push to settled, p50', value: of((one) => one.p50), unit: 'ms' },
    { what: 'push to settled, p95', value: of((one) => one.p95), unit: 'ms', limit: disk + aboveDiskMs },
    { what: 'push to settled, p99', value: of((one) => one.p99), unit: 'ms' },
    { what: 'acknowledged edits', value: of((one) => one.perSecond), unit: '/s' },
    { what: 'each in an organisation, and a file, of its own: p50', value: of((one) => one.p50, apart), unit: 'ms' },
    { what: 'the same, p95', value: of((one) => one.p95, apart), unit: 'ms' },
    { what: 'SQLite alone, one row a commit', value: of((one) => one.sqliteAlone), unit: '/s' },
    { what: 'SQLite alone, 100 rows a commit', value: of((one) => one.sqliteBatched), unit: '/s' },
  ]
}

async function measure(isApart: boolean): Promise<Acknowledged> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const disk = percentiles(fsyncTimes(folder, 300)).p95
  const sqliteAlone = sqliteAppendsPerSecond(folder, 1)
  const sqliteBatched = sqliteAppendsPerSecond(folder, 100)
  await rm(folder, { recursive: true })
  const membership = { accounts: documents, membersPerRoom: 1, isApart }
  const server = await openServer('nexus', { rooms: documents, membership })
  const crowd = new Crowd(server)
  try {
    await crowd.enter(server.seats(1))
    await crowd.beginToWrite(1)
    await pace(crowd, { editsPerSecond, ms: warmUpMs })
    const { acknowledgements } = crowd.tally
    acknowledgements.clear()
    const start = performance.now()
    await pace(crowd, { editsPerSecond, ms: 5_000 })
    const perSecond = (acknowledgements.count / (performance.now() - start)) * 1000
    await crowd.untilAcknowledged()
    return {
      disk,
      sqliteAlone,
      sqliteBatched,
      p50: acknowledgements.at(0.5),
      p95: acknowledgements.at(0.95),
      p99: acknowledgements.at(0.99),
      perSecond,
    }
  } finally {
    crowd.close()
    await server.close()
  }
}
