import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import type { AnyCommand } from '#shared/rooms/room.ts'
import { taskType, type TaskRow } from '#shared/rooms/tasks/model.ts'
import { startTestServer, testPassword, type TestPerson } from '../testing/test-server.ts'
import { openWorkspace, type WorkspaceAccess } from './workspace-access.ts'

const create = commandNamed('tasks.create') as AnyCommand
const rename = commandNamed('tasks.rename') as AnyCommand
let dataFolder: string
let ada: TestPerson

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-cli-'))
  const server = await startTestServer({ dataFolder })
  ada = await server.person('ada')
  await ada.workspace('Home')
  await ada.workspace('Twin')
  await ada.workspace('twin')
  await server.close()
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

const env = { NEXUS_EMAIL: 'ada@example.org', NEXUS_PASSWORD: testPassword }

async function opened(question: Partial<Parameters<typeof openWorkspace>[0]>): Promise<WorkspaceAccess> {
  const outcome = await openWorkspace({ workspace: 'home', dataFolder, env, ...question })
  if (!outcome.ok) throw new Error(outcome.detail)
  return outcome.value
}

const titles = async (workspace: WorkspaceAccess) =>
  (await workspace.rows()).of(taskType).map((row) => (row.value as TaskRow).title)

/** The same steps, once over the folder and once over a server that runs. */
async function exercise(workspace: WorkspaceAccess, word: string): Promise<void> {
  const made = await workspace.run(create, { title: `${word} one` })
  const id = made.ok ? (made.value as never) : undefined
  expect(made.ok).toBe(true)
  expect(await workspace.run(rename, { id, title: `${word} two` })).toMatchObject({ ok: true })
  expect(await workspace.run(create, { title: 7 })).toMatchObject({ ok: false, reason: 'invalid-input' })
  expect(await workspace.run(rename, { id: `task_${'0'.repeat(26)}`, title: 'x' })).toMatchObject({ ok: false })
  const batch = await workspace.batch(async (work) => {
    for (let count = 0; count < 600; count += 1) await work.create(taskType, { title: `${word} batch` })
  })
  expect(batch.ok).toBe(true)
  const failing = workspace.batch(async (work) => {
    await work.create(taskType, { title: 'never' })
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  const found = await titles(workspace)
  expect(found.filter((title) => title === `${word} two`)).toHaveLength(1)
  expect(found.filter((title) => title === `${word} batch`)).toHaveLength(600)
  expect(found).not.toContain('never')
  expect(await workspace.read(id as never, (replica) => replica.fields().title)).toBe(`${word} two`)
  const blob = new Blob([`a file of ${word}`], { type: 'text/plain' })
  const hash = await workspace.putBlob(blob)
  const back = hash.ok ? await workspace.readBlob(hash.value) : undefined
  expect([await back?.text(), back?.type.startsWith('text/plain') || back?.type]).toEqual([
    `a file of ${word}`,
    expect.anything(),
  ])
}

describe('offline, over the data folder', () => {
  it('runs commands, batches and files, durably', async () => {
    const workspace = await opened({})
    await exercise(workspace, 'folder')
    await workspace.close()
    const again = await opened({})
    expect(await titles(again)).toContain('folder two')
    await again.close()
  })

  it('says what is missing', async () => {
    const ask = (workspace: string) => openWorkspace({ workspace, dataFolder, env: {} })
    expect(await ask('Hom')).toMatchObject({ reason: 'no-workspace', detail: expect.stringContaining('"Home"') })
    expect(await ask('twin')).toMatchObject({ reason: 'several-workspaces', detail: expect.stringContaining('ws_') })
    const empty = mkdtempSync(join(tmpdir(), 'nexus-cli-'))
    expect(await openWorkspace({ workspace: 'Home', dataFolder: empty, create: true, env: {} })).toMatchObject({
      reason: 'no-account',
    })
    rmSync(empty, { recursive: true })
  })

  it('makes a workspace when asked to', async () => {
    const made = await opened({ workspace: 'Imported', create: true })
    await made.close()
    const again = await opened({ workspace: 'Imported' })
    expect(again.id).toBe(made.id)
    await again.close()
  })
})

describe('through a server that runs', () => {
  it('runs the same, and what it did is in the log for others', async () => {
    const server = await startTestServer({ dataFolder })
    const workspace = await opened({ server: server.url })
    await exercise(workspace, 'server')
    await workspace.close()
    expect(server.faults).toEqual([])
    await server.close()
    const offline = await opened({})
    expect(await titles(offline)).toContain('server two')
    await offline.close()
  })

  it('tells somebody who opens its folder to use its address, and who signs in wrongly that they did', async () => {
    const server = await startTestServer({ dataFolder })
    const question = { workspace: 'Home', dataFolder }
    expect(await openWorkspace({ ...question, env })).toMatchObject({
      reason: 'server-running',
      detail: expect.stringContaining('--server'),
    })
    expect(await openWorkspace({ ...question, env: {}, server: server.url })).toMatchObject({ reason: 'not-signed-in' })
    const wrong = { ...env, NEXUS_PASSWORD: 'something else' }
    expect(await openWorkspace({ ...question, env: wrong, server: server.url })).toMatchObject({
      reason: 'not-signed-in',
    })
    await server.close()
    expect(await openWorkspace({ ...question, env, server: server.url })).toMatchObject({ reason: 'unreachable' })
  })
})
