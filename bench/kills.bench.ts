import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { type DeviceId, mintId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'
import { killRounds } from '../sync-server/testing/kill-rounds.ts'
import { type Measure, percentiles } from './support/measure.ts'

export const name = 'Kills: 200 × SIGKILL under load on a log of a gigabyte, three writers and one who watches'

const rounds = 200
const gigabyte = 1e9
const changeBytes = 4_000
const perAppend = 500
const documents = 2_000

/** Restart is from the start of the process to the line that says where it serves. */
export async function run(): Promise<Measure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  try {
    const fill = (workspace: WorkspaceId) => fillLog(dataFolder, workspace)
    const { acknowledged, seen, lost, restartMs } = await killRounds({ dataFolder, rounds, chance: Math.random, fill })
    const restart = percentiles(restartMs)
    return [
      { what: 'log on the disk', value: (await bytesOf(join(dataFolder, 'orgs'))) / 1e6, unit: 'MB' },
      { what: 'changes acknowledged before a kill', value: acknowledged, unit: 'count' },
      { what: 'changes seen by others before a kill', value: seen, unit: 'count' },
      { what: 'of either, lost', value: lost, unit: 'count', limit: 0 },
      { what: 'restart to serving, p50', value: restart.p50, unit: 'ms', limit: 1_000 },
      { what: 'restart to serving, p95', value: restart.p95, unit: 'ms', limit: 1_000 },
      { what: 'restart to serving, worst', value: restart.max, unit: 'ms' },
    ]
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/** Documents of many sizes, in changes that can not be packed. Returns their number. */
async function fillLog(dataFolder: string, workspace: WorkspaceId): Promise<number> {
  const core = await openCore({ ...serverDefaults, dataFolder, passwordCost: { n: 2, r: 1, p: 1 } })
  try {
    const owner = await core.storage.control.firstAccount()
    if (!owner) throw new Error('bug: a data folder without an account')
    const envelope = { workspace, author: userPrincipal(owner.id), device: mintId<DeviceId>('device', systemRandom) }
    const replicas = Array.from({ length: documents }, () => mintId<ReplicaId>('document', systemRandom))
    const count = Math.floor(gigabyte / changeBytes / perAppend) * perAppend
    for (let at = 0; at < count; at += perAppend) {
      const changes = Array.from({ length: perAppend }, (_, index) => ({
        replica: replicas[(at + index) % documents] as ReplicaId,
        kind: 'yjs' as const,
        bytes: someUpdate(),
      }))
      await core.log.append({ ...envelope, changes })
    }
    return count
  } finally {
    await core.close()
  }
}

function someUpdate(): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('fields').set('title', randomBytes((changeBytes * 3) / 4).toString('base64'))
  return Y.encodeStateAsUpdate(doc)
}

async function bytesOf(folder: string): Promise<number> {
  const sizes = await Promise.all(readdirSync(folder).map((each) => stat(join(folder, each))))
  return sizes.reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0)
}
