import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { databaseFiles } from '#server/storage/sqlite/data-files.ts'
import { beginNewHistory } from '#server/storage/sqlite/new-history.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { openRestoredLately } from './restored.ts'

const organisation = `org_${'a'.repeat(26)}` as OrganisationId
const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const dayMs = 24 * 60 * 60 * 1_000

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nexus-restored-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('[SY39] a restore opens the names of a workspace for two weeks, also over restarts', async () => {
  const clock = fakeClock()
  /** One life of the server: whether others’ changes are taken. */
  const isRestoring = async () => {
    const storage = openSqliteStorage(folder)
    const home = await storage.organisation(organisation)
    await home.createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, 'user:ada' as PrincipalId)
    await storage.control.reserveWorkspace(workspace, organisation)
    const answer = (await openRestoredLately(storage, clock)(workspace))()
    await storage.close()
    return answer
  }
  expect(await isRestoring()).toBe(false)
  expect(await isRestoring()).toBe(false)
  for (const file of databaseFiles(folder)) beginNewHistory(join(folder, file))
  expect(await isRestoring()).toBe(true)
  clock.advance(13 * dayMs)
  expect(await isRestoring()).toBe(true)
  clock.advance(2 * dayMs)
  expect(await isRestoring()).toBe(false)
})
