import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { copyDatabase } from './copy-database.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const home = `ws_${'b'.repeat(26)}` as WorkspaceId
const author = 'user:ada' as PrincipalId

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('the write-ahead log stays small however much is written, and after a backup has read for long', {
  timeout: 120_000,
}, async () => {
  const storage = openSqliteStorage(folder)
  const store = await storage.organisation(org)
  await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, author)
  const file = join(folder, 'orgs', `${org}.sqlite`)
  const logBytes: number[] = []
  const write = async () => {
    await store.log.append(Array.from({ length: 400 }, newChange))
    logBytes.push(statSync(`${file}-wal`).size)
  }
  for (let turn = 0; turn < 20; turn += 1) await write()
  const unread = Math.max(...logBytes)
  // While somebody reads an earlier moment the log can only grow; it begins anew afterwards.
  const copying = copyDatabase(file, join(folder, 'copy.sqlite'))
  for (let turn = 0; turn < 5; turn += 1) await write()
  await copying
  for (let turn = 0; turn < 60; turn += 1) await write()
  const written = statSync(file).size
  expect(written).toBeGreaterThan(30e6)
  // A few slices, and what could not be taken over meanwhile; without checkpoints it would be more than was written.
  expect(unread).toBeLessThan(30e6)
  expect(Math.max(...logBytes)).toBeLessThan(60e6)
  await storage.close()
})

function newChange() {
  const bytes = randomBytes(1_000)
  const hash = createHash('sha256').update(bytes).digest()
  const replica = `document_${'c'.repeat(26)}` as ReplicaId
  const device = 'device_a' as DeviceId
  return { workspace: home, replica, kind: 'yjs' as const, bytes, hash, author, device, timeMs: 1 }
}
