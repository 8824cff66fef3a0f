import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { openDexieStore } from '#client/platform/dexie-store.ts'
import { openMemoryStore } from '#client/platform/memory-store.ts'
import { type Store, StoreFault } from '#client/platform/store.ts'
import { FakeDevice, fakeEdges, fakeKeepsakes, FakeTime } from '#client/platform/testing/fake-edges.ts'
import { type EnginePorts, openEngineOn } from './engine.ts'
import type { Engine } from './engine-contract.ts'
import { nodeAutomerge } from './testing/node-automerge.ts'

const name = 'nexus-faults'
const time = new FakeTime()
let keepsakes = fakeKeepsakes()
let shared = new FakeDevice()
let seed = 0
const open: Engine[] = []
/** What the page does when it goes. */
const leaving = new Set<() => void>()
const leave = () => {
  for (const listener of leaving) listener()
}

beforeEach(async () => {
  await Dexie.delete(name)
  keepsakes = fakeKeepsakes()
  shared = new FakeDevice()
  leaving.clear()
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const engine of open.splice(0)) await engine.close()
})

async function start(ports: Partial<EnginePorts> = {}): Promise<Engine> {
  const tab = shared.tab()
  const edges = fakeEdges({
    time,
    tab,
    seed: (seed += 1),
    keepsakes,
    onLife: (listener) => {
      leaving.add(() => listener('leave'))
      return () => {}
    },
  })
  const store = ports.store ?? (await openDexieStore(name))
  const engine = await openEngineOn({ edges, store, loadAutomerge: nodeAutomerge, ...ports })
  open.push(engine)
  return engine
}

async function createTask(engine: Engine, title: string): Promise<ReplicaId | undefined> {
  const made = await engine.run(taskCommands.create, { title })
  return made.ok ? made.value : undefined
}

const titles = (engine: Engine) =>
  engine
    .rows()
    .of(taskType)
    .map(({ value }) => value.title)
/** IndexedDB takes turns of the event loop. */
const until = (holds: () => boolean) => expect.poll(holds).toBe(true)

function noRoom() {
  const full = () => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
  const spies = [vi.spyOn(IDBObjectStore.prototype, 'put'), vi.spyOn(IDBObjectStore.prototype, 'add')]
  for (const spy of spies) spy.mockImplementation(full)
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

describe('a disk without room', () => {
  it('says so, keeps what is typed within reach, and stores it once there is room', async () => {
    const engine = await start()
    const made = await engine.run(createDocument, { title: 'Draft' })
    if (!made.ok) throw new Error(made.reason)
    const opened = engine.openReplica(documentType, made.value.id)
    await until(() => opened.state.get().status === 'open')
    const free = noRoom()
    const state = opened.state.get()
    if (state.status === 'open') state.replica.patch({ title: 'Typed without room' })
    expect(await engine.flushed()).toBe(false)
    expect(engine.live.health.get().problem).toMatch(/no room left/)
    expect(engine.unsavedText()).toContain('Typed without room')
    expect(await createTask(engine, 'Refused')).toBeUndefined()
    expect(titles(engine)).toEqual([])
    free()
    time.advance(60_000)
    await until(() => engine.live.health.get().problem === undefined)
    expect(engine.unsavedText()).toBe('')
    opened.close()
    await engine.close()
    const again = await start()
    expect(again.rows().get(documentType, made.value.id)?.value.title).toBe('Typed without room')
  })
})

describe('a database that goes away under an open page', () => {
  it('lets go for a newer version, says so, and what was typed is stored at the next start', async () => {
    const engine = await start()
    const made = await engine.run(createDocument, { title: 'Draft' })
    if (!made.ok) throw new Error(made.reason)
    const opened = engine.openReplica(documentType, made.value.id)
    await until(() => opened.state.get().status === 'open')
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 9_999)
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', reject)
    })
    expect(engine.live.health.get().problem).toMatch(/updated in another tab/)
    const state = opened.state.get()
    if (state.status === 'open') state.replica.patch({ title: 'Typed afterwards' })
    expect(await engine.flushed()).toBe(false)
    expect(engine.unsavedText()).toContain('Typed afterwards')
    leave()
    newer.close()
    opened.close()
    const words = keepsakes.keys().filter((key) => key.startsWith('nexus-last-words'))
    expect(words).toHaveLength(1)
    // The newer version knows the workspace; here the older one stands for it, on a store of its own.
    const store = openMemoryStore()
    const { id, name: called } = engine.workspace()
    await store.write({ workspaces: [{ id, name: called, origin: 'local', cursor: 0, role: 'owner' }] })
    await start({ store })
    expect(await store.chunksOf(id, made.value.id)).toHaveLength(1)
    expect(keepsakes.keys().filter((key) => key.startsWith('nexus-last-words'))).toEqual([])
  })

  it('keeps words of a workspace that the browser has removed until it is here again', async () => {
    const engine = await start()
    const made = await engine.run(createDocument, { title: 'Draft' })
    if (!made.ok) throw new Error(made.reason)
    const opened = engine.openReplica(documentType, made.value.id)
    await until(() => opened.state.get().status === 'open')
    await Dexie.delete(name)
    expect(engine.live.health.get().problem).toMatch(/removed what Nexus had stored/)
    const state = opened.state.get()
    if (state.status === 'open') state.replica.patch({ title: 'Not lost' })
    expect(await engine.flushed()).toBe(false)
    leave()
    opened.close()
    const again = await start()
    const waiting = () => keepsakes.keys().filter((key) => key.startsWith('nexus-last-words'))
    expect(again.workspace().id).not.toBe(engine.workspace().id)
    expect(waiting()).toHaveLength(1)
  })

  it('tells the next start what is lost for good, until somebody has read it, and nothing when nothing is', async () => {
    const engine = await start()
    await createTask(engine, 'Only here')
    await Dexie.delete(name)
    const again = await start()
    expect(again.live.health.get().lost).toMatch(/work that was on this device only/)
    const third = await start()
    expect(third.live.health.get().lost).toBeDefined()
    third.forgetLoss()
    expect(third.live.health.get().lost).toBeUndefined()
    await Dexie.delete(name)
    expect((await start()).live.health.get().lost).toBeUndefined()
  })

  it('leaves the connection to a tab that has a database', async () => {
    const opens: number[] = []
    const socket = (tab: number) => () => {
      opens.push(tab)
      return { send: () => {}, close: () => {} }
    }
    const store = openMemoryStore()
    await store.write({
      workspaces: [
        {
          id: 'ws_00000000000000000000000001' as never,
          name: 'Ours',
          origin: 'synced',
          cursor: 0,
          role: 'owner',
          account: 'account_1' as never,
        },
      ],
      settings: { device: 'device_00000000000000000000', session: { account: { id: 'account_1' }, workspaces: [] } },
    })
    let tellLost = (_fault: StoreFault) => {}
    const fragile: Store = Object.assign(Object.create(store) as Store, {
      onLost: (listener: (fault: StoreFault) => void) => {
        tellLost = listener
        return () => {}
      },
    })
    for (const key of ['load', 'rows', 'write', 'unsentCounts', 'actors'] as const) {
      Object.assign(fragile, { [key]: store[key].bind(store) })
    }
    const edgesOf = (tab: number) => ({
      ...fakeEdges({ time, tab: shared.tab(), seed: (seed += 1), keepsakes }),
      openSocket: socket(tab),
    })
    const first = await openEngineOn({ edges: edgesOf(1), store: fragile, loadAutomerge: nodeAutomerge })
    const second = await openEngineOn({ edges: edgesOf(2), store, loadAutomerge: nodeAutomerge })
    open.push(first, second)
    await until(() => opens.length > 0)
    expect(opens).toEqual([1])
    tellLost(new StoreFault('closed'))
    await until(() => opens.includes(2))
    expect(first.live.sync.get()).toMatchObject({ state: 'failed', sentence: first.live.health.get().problem })
  })
})

describe('a browser that stores nothing', () => {
  it('works, says so, and does not take an older database for lost', async () => {
    const kept = await start()
    await createTask(kept, 'Kept')
    const engine = await start({ store: openMemoryStore(), volatile: 'closed' })
    expect(engine.live.health.get()).toMatchObject({ problem: expect.stringMatching(/newer version/) })
    expect(engine.live.health.get().lost).toBeUndefined()
    await createTask(engine, 'In memory')
    expect(titles(engine)).toEqual(['In memory'])
    const plain = await start({ store: openMemoryStore(), volatile: 'other' })
    expect(plain.live.health.get().problem).toMatch(/lets Nexus store nothing/)
  })
})
