import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintId, type ReplicaId } from '#shared/kit/ids.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { startServer } from '../e2e/support/server.ts'
import { fsyncTimes } from './support/disk.ts'
import { type Measure, percentiles, timeMs } from './support/measure.ts'
import { firstAccount, openWireDevice } from './support/wire-device.ts'

export const name = 'Durable acknowledgement: from push to settled, over a real socket, WAL with synchronous=FULL'

/** Beside the disk's own fsync in the same folder and run: what the engine adds is the difference. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const disk = percentiles(fsyncTimes(folder, 300))
  await rm(folder, { recursive: true })

  const server = await startServer()
  try {
    const { cookie, workspace } = await firstAccount(server.url)
    const device = await openWireDevice(server.url, cookie)
    const alone: number[] = []
    for (const change of keystrokes(1_000)) alone.push(await timeMs(() => device.push(workspace, [change])))

    const devices = await Promise.all(Array.from({ length: 20 }, () => openWireDevice(server.url, cookie)))
    const crowd: number[] = []
    const crowdMs = await timeMs(() =>
      Promise.all(
        devices.map(async (each) => {
          for (const change of keystrokes(250)) crowd.push(await timeMs(() => each.push(workspace, [change])))
        }),
      ),
    )
    for (const each of [device, ...devices]) each.close()
    const one = percentiles(alone)
    const many = percentiles(crowd)
    return [
      { what: 'fsync of the disk, p50', value: disk.p50, unit: 'ms' },
      { what: 'fsync of the disk, p95', value: disk.p95, unit: 'ms' },
      { what: 'one device, one edit at a time, p50', value: one.p50, unit: 'ms' },
      { what: 'one device, one edit at a time, p95', value: one.p95, unit: 'ms', limit: disk.p95 + 15 },
      { what: '20 devices at full speed, p50', value: many.p50, unit: 'ms' },
      { what: '20 devices at full speed, p95', value: many.p95, unit: 'ms', limit: disk.p95 + 15 },
      { what: '20 devices at full speed, acknowledged edits', value: (crowd.length / crowdMs) * 1000, unit: '/s' },
    ]
  } finally {
    await server.close()
  }
}

/** Typing in one document, a change a character. */
function keystrokes(count: number): OutgoingChange[] {
  const id = mintId<ReplicaId>('document', systemRandom)
  const replica = openYjsReplica({ id, shape: { title: 'text' }, actor: '' })
  const changes: OutgoingChange[] = []
  replica.onLocalChange((bytes) => changes.push({ replica: id, kind: 'yjs', bytes }))
  for (let at = 0; at < count; at += 1) replica.patch({ title: 'x'.repeat(at + 1) })
  return changes
}
