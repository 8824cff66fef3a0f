import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { EmbeddingStore } from '../embedding-store.ts'
import type { OrganisationStore, Storage } from '../storage.ts'
import { copyOrganisation } from './copy-organisation.ts'
import { examineDatabase } from './examine-database.ts'
import { rebuildOrganisation } from './rebuild-organisation.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const ada = 'user:ada' as PrincipalId
const [home, other] = ['0', '1'].map((digit) => `ws_${digit.repeat(26)}` as WorkspaceId) as [WorkspaceId, WorkspaceId]
const thing = (digit: number) => `document_${String(digit).repeat(26)}` as ReplicaId
const hash = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16)

let folder: string
let storage: Storage
let store: OrganisationStore
let embeddings: EmbeddingStore
const cursors = new Map<WorkspaceId, number>()
beforeEach(async () => {
  cursors.clear()
  folder = mkdtempSync(join(tmpdir(), 'nexus-embeddings-'))
  storage = openSqliteStorage(folder)
  store = await storage.organisation(org)
  embeddings = store.embeddings
  for (const id of [home, other]) await store.createWorkspace({ id, name: 'Home', createdAt: 1 }, ada)
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

/** As the search has read it; undefined: into the trash. */
async function write(workspace: WorkspaceId, replica: ReplicaId, text: string | undefined): Promise<void> {
  const from = cursors.get(workspace) ?? 0
  const bytes = new TextEncoder().encode(`${replica} ${from}`)
  const envelope = { kind: 'yjs', author: ada, device: `device_${'0'.repeat(26)}` as DeviceId, timeMs: 7 } as const
  await store.log.append([
    { workspace, replica, bytes, hash: createHash('sha256').update(bytes).digest(), ...envelope },
  ])
  await store.log.sorted('now')
  const said = text === undefined ? undefined : { type: 'document', title: 'T', text, titleWords: 't', textWords: text }
  const effects = [{ kind: 'text', replica, text: said }] as const
  expect(await store.log.advance({ consumer: 'search', workspace, from, to: from + 1, effects })).toBe(true)
  cursors.set(workspace, from + 1)
}

/** One passage a word. */
async function cutAll(): Promise<void> {
  for (;;) {
    const [space, stretch] = [await embeddings.space(), await embeddings.uncut(2)]
    if (!stretch || !space) return
    const things = stretch.things.map(({ replica, said }) => ({
      replica,
      passages: [...(said?.text ?? '').matchAll(/\S+/g)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        hash: hash(match[0]),
      })),
    }))
    expect(await embeddings.putPassages({ ...stretch, space: space.number, things })).toBe(true)
  }
}

const vectors: Readonly<Record<string, readonly number[]>> = { east: [127, 0], north: [0, 127], west: [-127, 0] }
async function embedAll(): Promise<readonly string[]> {
  const asked: string[] = []
  for (;;) {
    const [space, waiting] = [await embeddings.space(), await embeddings.waiting(2)]
    if (!space || waiting.length === 0) return asked
    const words = waiting.map(({ text, start, end }) => text.slice(start, end))
    asked.push(...words)
    const made = words.map((word) => ({ hash: hash(word), vector: Int8Array.from(vectors[word] ?? [90, 90]) }))
    expect(await embeddings.putVectors(space.number, { dimensions: 2, vectors: made })).toBe(true)
  }
}

async function near(among: readonly ReplicaId[], workspace = home) {
  const space = (await embeddings.space())?.number ?? 0
  const found = await embeddings.nearest(workspace, { space, vector: Int8Array.from([127, 0]), among, limit: 10 })
  return found.map(({ replica, similarity }) => [replica, Math.round(similarity * 10) / 10])
}

const all = [thing(1), thing(2), thing(3)]

describe('passages', () => {
  it('are nothing as long as no model is set', async () => {
    await write(home, thing(1), 'east')
    expect(await embeddings.space()).toBeUndefined()
    expect(await embeddings.waiting(5)).toEqual([])
    expect(await embeddings.progress()).toEqual({ passages: 0, embedded: 0 })
  })

  it('[ST26] are found by what is near, each thing by its nearest, and only those that are named', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'north east')
    await write(home, thing(2), 'west north')
    await write(home, thing(3), 'northeast')
    await write(other, thing(4), 'east')
    await cutAll()
    expect(await embeddings.progress()).toEqual({ passages: 6, embedded: 0 })
    await embedAll()
    expect(await embeddings.progress()).toEqual({ passages: 6, embedded: 6 })
    expect(await near([...all, thing(4)])).toEqual([
      [thing(1), 1],
      [thing(3), 0.7],
      [thing(2), 0],
    ])
    expect(await near([thing(2), thing(3)])).toEqual([
      [thing(3), 0.7],
      [thing(2), 0],
    ])
    expect(await near([thing(4)], other)).toEqual([[thing(4), 1]])
    expect(await near([], home)).toEqual([])
  })

  it('[ST26] what says the same is asked once, and a text that changes is asked for what is new in it', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east north')
    await write(other, thing(2), 'north')
    await cutAll()
    expect((await embedAll()).toSorted()).toEqual(['east', 'north'])
    await write(home, thing(1), 'north west')
    await write(home, thing(3), 'east')
    await cutAll()
    // "east" was let go with the text that held it.
    expect((await embedAll()).toSorted()).toEqual(['east', 'west'])
    await write(home, thing(1), undefined)
    await cutAll()
    expect(await near(all)).toEqual([[thing(3), 1]])
  })

  it('[ST26] a step that was done is not done again, and one of another space changes nothing', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east')
    const stretch = await embeddings.uncut(5)
    const space = (await embeddings.space())?.number ?? 0
    if (!stretch) throw new Error('nothing to cut')
    const things = [{ replica: thing(1), passages: [{ start: 0, end: 4, hash: hash('east') }] }]
    expect(await embeddings.putPassages({ ...stretch, space: space + 1, things })).toBe(false)
    expect(await embeddings.putPassages({ ...stretch, space, things })).toBe(true)
    expect(await embeddings.putPassages({ ...stretch, space, things })).toBe(false)
    const made = { dimensions: 2, vectors: [{ hash: hash('east'), vector: Int8Array.from([1, 2]) }] }
    expect(await embeddings.putVectors(space + 1, made)).toBe(false)
    expect(await embeddings.putVectors(space, made)).toBe(true)
    const longer = { dimensions: 3, vectors: [{ hash: hash('east'), vector: Int8Array.from([1, 2, 3]) }] }
    expect(await embeddings.putVectors(space, longer)).toBe(false)
    expect(await embeddings.space()).toMatchObject({ dimensions: 2 })
  })

  it('one that the endpoint does not take is not asked for again, and not found', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east')
    await cutAll()
    const space = (await embeddings.space())?.number ?? 0
    const made = { dimensions: 2, vectors: [{ hash: hash('east'), vector: undefined }] }
    expect(await embeddings.putVectors(space, made)).toBe(true)
    expect(await embeddings.waiting(5)).toEqual([])
    expect(await embeddings.progress()).toEqual({ passages: 1, embedded: 1 })
    expect(await near(all)).toEqual([])
    expect(await embeddings.space()).toMatchObject({ dimensions: undefined })
  })

  it('[ST26] another model begins anew, and what the one before has made goes bit by bit', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east')
    await write(home, thing(2), 'west')
    await cutAll()
    await embedAll()
    await embeddings.setModel('one')
    expect(await near(all)).toHaveLength(2)
    await embeddings.setModel('two')
    expect([await near(all), await embeddings.progress()]).toEqual([[], { passages: 0, embedded: 0 }])
    expect([await embeddings.dropOld(1), await embeddings.dropOld(9), await embeddings.dropOld(9)]).toEqual([
      true,
      true,
      false,
    ])
    await cutAll()
    expect(await embedAll()).toHaveLength(2)
    await embeddings.setModel(undefined)
    expect(await embeddings.dropOld(9)).toBe(true)
    expect(await embeddings.uncut(9)).toMatchObject({ from: 0 })
  })

  it('a file with them is opened, examined and copied without the extension', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east')
    await cutAll()
    await embedAll()
    const file = join(folder, 'orgs', `${org}.sqlite`)
    expect(examineDatabase(file, { deep: true }).faults).toEqual([])
    const plain = new Database(file, { readonly: true })
    expect(plain.prepare('SELECT count(*) FROM passages').pluck().get()).toBe(1)
    expect(() => plain.prepare('SELECT vec_version()')).toThrow('no such function')
    plain.prepare('VACUUM INTO ?').run(join(folder, 'copy.sqlite'))
    plain.close()
  })

  it('an export has none of them, nor has what is made of an archive that brings some', async () => {
    await embeddings.setModel('one')
    await write(home, thing(1), 'east')
    await cutAll()
    await embedAll()
    const file = join(folder, 'orgs', `${org}.sqlite`)
    const [exported, rebuilt] = [join(folder, 'exported.sqlite'), join(folder, 'rebuilt.sqlite')]
    await copyOrganisation(file, exported)
    const archive = new Database(file, { readonly: true })
    rebuildOrganisation(archive, rebuilt, (text) => text)
    archive.close()
    for (const copy of [exported, rebuilt]) {
      const database = new Database(copy, { readonly: true })
      for (const table of ['passages', 'embedding_spaces', 'search_texts', 'consumers'])
        expect([table, database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]).toEqual([table, 0])
      expect(database.prepare('SELECT count(*) FROM replicas').pluck().get()).toBe(1)
      database.close()
    }
    expect(await near(all)).toHaveLength(1)
  })

  it('a file rests when everything is embedded, and not before', async () => {
    await storage.control.reserveWorkspace(home, org)
    await embeddings.setModel('one')
    const reopened = async () => {
      await storage.close()
      storage = openSqliteStorage(folder)
      const waiting = await storage.restless({ nowMs: 0 })
      store = await storage.organisation(org)
      embeddings = store.embeddings
      return waiting
    }
    expect(await reopened()).toEqual([])
    await write(home, thing(1), 'east')
    expect(await reopened()).toEqual([org])
    await cutAll()
    expect(await reopened()).toEqual([org])
    await embedAll()
    expect(await reopened()).toEqual([])
    await embeddings.setModel(undefined)
    expect(await reopened()).toEqual([org])
  })
})
