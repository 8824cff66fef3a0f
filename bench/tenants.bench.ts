import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCore } from '#server/app/core.ts'
import { serverDefaults } from '#server/app/start-server.ts'
import { openConsumer } from '#server/log/consumers.ts'
import { rowProjector } from '#server/log/projector.ts'
import { openWorkerPool } from '#server/log/worker/worker-pool.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import {
  author,
  makeOrganisation,
  organisationAt,
  textChange,
  workspaceAt,
} from '../sync-server/testing/many-organisations.ts'
import { type ServerProcess, startServerProcess } from '../sync-server/testing/server-process.ts'
import { type Measure, percentiles } from './support/measure.ts'

const tenants = Number(process.env.BENCH_TENANTS ?? 2_000)

export const name = `Tenants: a server with ${tenants} organisations, most of which rest`

const changesEach = 20
const idleMs = 5_000
const opened = 500

/** Memory is the resident set of the whole process, threads and code included. */
export async function run(): Promise<Measure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  try {
    await fill(dataFolder)
    await letRest(dataFolder)
    const empty = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
    const alone = await measureStart(empty)
    await alone.server.kill('SIGTERM')
    await rm(empty, { recursive: true })
    const first = await measureStart(dataFolder)
    await first.server.kill('SIGTERM')
    const second = await measureStart(dataFolder)
    await second.server.kill('SIGKILL')
    const killed = await measureStart(dataFolder)
    await killed.server.kill('SIGTERM')
    const openings = await measureOpenings(dataFolder)
    return [
      { what: 'start with none, for comparison', value: alone.startMs, unit: 'ms' },
      { what: 'idle memory with none, for comparison', value: alone.megabytes, unit: 'MB' },
      { what: 'start to serving', value: second.startMs, unit: 'ms', limit: 2_000 },
      { what: 'start to serving after a kill', value: killed.startMs, unit: 'ms', limit: 2_000 },
      { what: 'idle memory', value: second.megabytes, unit: 'MB', limit: 300 },
      { what: 'databases of organisations that are open', value: second.openFiles, unit: 'count' },
      { what: 'reading from one that was closed, p50', value: openings.p50, unit: 'ms' },
      { what: 'reading from one that was closed, p95', value: openings.p95, unit: 'ms', limit: 50 },
    ]
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/** Each with a workspace and some changes, all of which the background has read, as after a while of use. */
async function fill(dataFolder: string): Promise<void> {
  const core = await openCore({ ...serverDefaults, dataFolder, passwordCost: { n: 2, r: 1, p: 1 } })
  const pool = openWorkerPool()
  try {
    for (let number = 0; number < tenants; number += 1) {
      await makeOrganisation(core.storage, number)
      const { log } = await core.storage.organisation(organisationAt(number))
      const texts = Array.from({ length: changesEach }, (_, index) => textChange(number, `change ${index}`))
      await log.append(texts.map((change) => ({ ...change, timeMs: Date.now() })))
    }
    // A server that has never noted anything looks at everything for its first checkpoint.
    const note = {
      action: 'bench.filled',
      actor: author,
      object: 'server',
      outcome: 'done',
      timeMs: Date.now(),
    } as const
    await core.storage.control.audit.insertNote(note)
    const projector = rowProjector(pool, () => undefined)
    const pause = () => new Promise<void>((resolve) => void setImmediate(resolve))
    const consumer = await openConsumer(projector, { ...core, report: console.error, pause })
    await consumer.settled()
    await consumer.close()
  } finally {
    await core.close()
    await pool.close()
  }
}

/** As if nobody had written for days: what was written lately is looked at for the audit log's checkpoints. */
async function letRest(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'orgs')
  const before = new Date(Date.now() - 3 * 24 * 60 * 60_000)
  for (const file of readdirSync(folder)) await utimes(join(folder, file), before, before)
  const storage = openSqliteStorage(dataFolder, { clock: Date, tell: () => undefined })
  for (let number = 0; number < tenants; number += 1) {
    const { log } = await storage.organisation(organisationAt(number))
    await log.head(workspaceAt(number))
  }
  await storage.close()
}

interface Started {
  readonly server: ServerProcess
  readonly startMs: number
  readonly megabytes: number
  readonly openFiles: number
}

async function measureStart(dataFolder: string): Promise<Started> {
  const from = performance.now()
  const server = await startServerProcess({ NEXUS_DATA: dataFolder })
  const startMs = performance.now() - from
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
  return { server, startMs, megabytes: Number(resident) / 1_000, openFiles: organisationsOpen(server.pid) }
}

function organisationsOpen(pid: number): number {
  const files = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })
  return new Set(files.filter((file) => /orgs\/[^/]+\.sqlite$/.test(file))).size
}

/** With the bound of a small machine, so that nearly every look opens one file and closes another. */
async function measureOpenings(dataFolder: string) {
  const storage = openSqliteStorage(dataFolder, { clock: Date, tell: () => undefined, maxOpenOrganisations: 50 })
  try {
    const times: number[] = []
    for (let at = 0; at < opened; at += 1) {
      const number = (at * 7_919) % tenants
      const from = performance.now()
      const { log } = await storage.organisation(organisationAt(number))
      await log.head(workspaceAt(number))
      times.push(performance.now() - from)
    }
    return percentiles(times)
  } finally {
    await storage.close()
  }
}
