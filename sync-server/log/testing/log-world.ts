import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import {
  type DeviceId,
  mintId,
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import { fakeClock, type FakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore, Storage } from '#server/storage/storage.ts'
import type { Pause } from '../background-loop.ts'
import { type Log, openLog } from '../log.ts'
import { jobs } from '../worker/jobs.ts'
import type { WorkerPool } from '../worker/worker-pool.ts'

export const organisation = `org_${'a'.repeat(26)}` as OrganisationId
export const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
export const ada = 'user:ada' as PrincipalId
export const bob = 'user:bob' as PrincipalId
export const device = `device_${'0'.repeat(26)}` as DeviceId

/** A real log over a folder of its own, which can be opened again as after a crash. */
export interface LogWorld {
  readonly clock: FakeClock
  readonly faults: unknown[]
  storage: Storage
  log: Log
  store: LogStore
  newReplica(type?: string): ReplicaId
  push(replica: ReplicaId, changes: readonly Uint8Array[], author?: PrincipalId): Promise<readonly number[]>
  reopen(): Promise<void>
  close(): Promise<void>
}

export async function openLogWorld(seed = 1): Promise<LogWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-log-'))
  const random = seededRandom(seed)
  const clock = fakeClock()
  const open = async () => {
    const storage = openSqliteStorage(folder)
    const home: OrganisationStore = await storage.organisation(organisation)
    await home.createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, ada)
    await storage.control.reserveWorkspace(workspace, organisation)
    return { storage, log: openLog({ storage, clock }), store: home.log }
  }
  const close = async () => {
    await world.log.close()
    await world.storage.close()
  }
  const world: LogWorld = {
    clock,
    faults: [],
    ...(await open()),
    newReplica: (type = 'document') => mintId<ReplicaId>(type, random),
    push: (replica, changes, author = ada) => {
      const kind = replica.startsWith('task') || replica.startsWith('idea') ? 'automerge' : 'yjs'
      return world.log.append({
        workspace,
        author,
        device,
        changes: changes.map((bytes) => ({ replica, kind, bytes })),
      })
    },
    reopen: async () => {
      await close()
      Object.assign(world, await open())
    },
    close: async () => {
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

/** Someone types: one small change a word. */
export function typist(text = 'content') {
  const doc = new Y.Doc()
  const changes: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => changes.push(update))
  return {
    doc,
    type: (word: string, at = doc.getText(text).length) => {
      doc.getText(text).insert(at, word)
      return changes.splice(0)
    },
    erase: (at: number, length: number) => {
      doc.getText(text).delete(at, length)
      return changes.splice(0)
    },
    take: (update: Uint8Array) => {
      Y.applyUpdate(doc, update)
      changes.length = 0
    },
  }
}

export function textOf(chunks: readonly Uint8Array[], name = 'content'): string {
  const doc = new Y.Doc()
  for (const chunk of chunks) Y.applyUpdate(doc, chunk)
  // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
  return doc.getText(name).toString()
}

/** For loops in tests: rests take no time, and what failed is not tried again. */
export const noPause: Pause = (_ms, signal, reason) =>
  new Promise((resolve) => {
    if (reason === 'retry') signal.addEventListener('abort', () => resolve())
    else setImmediate(resolve)
  })

/** Jobs in this very thread: for tests of what is done with the answers. */
export const inlinePool: WorkerPool = {
  run: async (name, input) => {
    try {
      const job = jobs[name] as (given: unknown) => unknown
      return done((await job(input)) as never)
    } catch (error) {
      return refused('failed', String(error))
    }
  },
  close: () => Promise.resolve(),
}
