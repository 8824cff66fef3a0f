import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openCore } from '#server/app/core.ts'
import { serverDefaults } from '#server/app/start-server.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { Crowd } from './peers/driver/crowd.ts'
import type { Seat } from './peers/driver/protocol.ts'
import { pace } from './peers/driver/pace.ts'
import { type BenchServer, openServer } from './peers/servers/servers.ts'
import { growLog, newDocuments } from './support/grown-log.ts'
import type { Measure } from './support/measure.ts'

const writers = 50
const editsPerSecond = 1_000
const documents = 1_000
/** Each of them so often edited that it has to be merged. */
const changesEach = 250
const seconds = 15

export const name = `Compaction: ${writers} people write while ${documents.toLocaleString('en-US')} other documents are projected and merged`

interface Writing {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** From push to settled: at rest, and after a start with a backlog, when rows are made and changes merged beside the writers. */
export async function run(): Promise<Measure[]> {
  const server = await openServer('nexus', {
    rooms: 2 * writers,
    membership: { accounts: writers, membersPerRoom: 1 },
  })
  try {
    const { workspace } = server.rooms[0] as BenchServer['rooms'][number]
    const seats = server.seats(1)
    const rest = await write(server, seats.slice(0, writers))
    let waiting: ReadonlySet<ReplicaId> = new Set()
    await server.restart(async (folder) => {
      await growLog(folder, workspace, { documents: newDocuments(documents), count: documents * changesEach })
      waiting = await foldableIn(folder, workspace)
    })
    // In documents of their own: a second crowd counts from the beginning.
    const busy = await write(server, server.seats(1).slice(writers))
    let merged = 0
    await server.restart(async (folder) => {
      const left = await foldableIn(folder, workspace)
      merged = [...waiting].filter((replica) => !left.has(replica)).length
    })
    return [
      { what: 'with nothing to merge, p50', value: rest.p50, unit: 'ms' },
      { what: 'with nothing to merge, p95', value: rest.p95, unit: 'ms' },
      { what: 'while documents are merged, p50', value: busy.p50, unit: 'ms' },
      { what: 'while documents are merged, p95', value: busy.p95, unit: 'ms', limit: 2 * rest.p95 },
      { what: 'while documents are merged, p99', value: busy.p99, unit: 'ms' },
      { what: 'documents that waited to be merged', value: waiting.size, unit: 'count' },
      { what: `of them merged in ${seconds} s of writing and a start`, value: merged, unit: 'count' },
    ]
  } finally {
    await server.close()
  }
}

async function write(server: BenchServer, seats: readonly Seat[][]): Promise<Writing> {
  const crowd = new Crowd(server)
  try {
    await crowd.enter(seats)
    await crowd.beginToWrite(1)
    await pace(crowd, { editsPerSecond, ms: 2_000 })
    const { acknowledgements } = crowd.tally
    acknowledgements.clear()
    await pace(crowd, { editsPerSecond, ms: seconds * 1_000 })
    await crowd.untilAcknowledged()
    return { p50: acknowledgements.at(0.5), p95: acknowledgements.at(0.95), p99: acknowledgements.at(0.99) }
  } finally {
    crowd.close()
  }
}

async function foldableIn(folder: string, workspace: WorkspaceId): Promise<ReadonlySet<ReplicaId>> {
  const core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  try {
    const home = await homeOfWorkspace(core.storage, workspace)
    if (!home) throw new Error('bug: a workspace of nobody')
    return new Set((await home.store.log.foldable(10 * documents)).map(({ replica }) => replica))
  } finally {
    await core.close()
  }
}
