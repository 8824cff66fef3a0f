import { done } from '#shared/kit/outcome.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { type FakeClock, fakeClock } from '#shared/kit/testing/fake-ports.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import type { Access } from '#server/access/access.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { openChangeCheck, type Writer } from '../change-check.ts'
import { type Log, openLog } from '../log.ts'
import { pushAndWait } from '../push.ts'

const organisation = `org_${'a'.repeat(26)}` as OrganisationId
const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId

export function writer(name: string, device = name): Writer {
  return {
    workspace,
    principal: `user:${name}` as PrincipalId,
    device: `device_${device.padEnd(26, '0')}` as DeviceId,
  }
}

/** The check over a real log, where everyone may write. */
export interface CheckWorld {
  readonly clock: FakeClock
  /** What becomes of it. The kind goes by the replica's name. */
  push(by: Writer, replica: ReplicaId, bytes: Uint8Array): Promise<RefusalCode | 'stored'>
  pushChange(by: Writer, change: OutgoingChange): Promise<RefusalCode | 'stored'>
  /** In one push: one answer a change. */
  pushAll(by: Writer, changes: readonly OutgoingChange[]): Promise<readonly (RefusalCode | 'stored')[]>
  /** The present one: another after `reopen`. */
  store(): LogStore
  /** Everything that the log holds of a replica. */
  held(replica: ReplicaId): Promise<readonly Uint8Array[]>
  /** As after a restart of the server. */
  reopen(): Promise<void>
  /** The disk fails from now on, or works again. */
  breakDisk(isBroken: boolean): void
  isRestoring: boolean
  close(): Promise<void>
}

export async function openCheckWorld(): Promise<CheckWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-check-'))
  const clock = fakeClock()
  let isBroken = false
  const shut = async () => {
    await parts.log.close()
    await parts.checker.close()
    await parts.storage.close()
  }
  const world: CheckWorld = {
    clock,
    isRestoring: false,
    push: (by, replica, bytes) =>
      world.pushChange(by, { replica, kind: replica.startsWith('document') ? 'yjs' : 'automerge', bytes }),
    pushChange: async (by, change) => (await world.pushAll(by, [change]))[0] ?? 'stored',
    pushAll: async (by, changes) => {
      const { log, checker } = parts
      const results = await pushAndWait(
        { access: everyoneMay, log: isBroken ? brokenLog : log, checkChange: checker.check },
        { workspace, author: by.principal, device: by.device, changes },
      )
      return results.map((result) => ('refused' in result ? result.refused : 'stored'))
    },
    store: () => parts.store,
    held: async (replica) => (await parts.store.ofReplica(workspace, replica))?.chunks ?? [],
    reopen: async () => {
      await shut()
      parts = await openParts(folder, clock, () => world.isRestoring)
    },
    breakDisk: (broken) => (isBroken = broken),
    close: async () => {
      await shut()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  let parts = await openParts(folder, clock, () => world.isRestoring)
  return world
}

const allowed = { ok: true, value: 'editor' } as const
const everyoneMay = { known: () => allowed, check: async () => allowed, claim: () => undefined } as unknown as Access

async function openParts(folder: string, clock: FakeClock, isRestoring: () => boolean) {
  const storage = openSqliteStorage(folder)
  const home = await storage.organisation(organisation)
  await home.createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, writer('ada').principal)
  await storage.control.reserveWorkspace(workspace, organisation)
  const checker = openChangeCheck({
    storeOf: async () => home.log,
    restoredLately: async () => isRestoring,
    organisationOf: async () => organisation,
    moves: { judge: async () => done(undefined) },
    clock,
  })
  return { storage, log: openLog({ storage, clock }), checker, store: home.log }
}

/** All that a push asks of it. */
const brokenLog = {
  enqueue: (_request, end) => {
    end.failed(new Error('disk full'))
    return undefined
  },
} satisfies Pick<Log, 'enqueue'> as unknown as Log
