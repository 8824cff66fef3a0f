import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { StoreFault } from '#client/platform/store.ts'
import { FakeTime, settle, WorldDevice, type WorldTab } from './testing/engine-world.ts'
import { isOnServer } from './testing/on-server.ts'
import { SimServer } from './testing/sim-server.ts'
import type { Wire } from './testing/sim-wire.ts'

/**
 * Three devices with two tabs each and the real log of the server, in one process, with new devices and copies of old ones joining at
 * any moment: whatever is cut, killed, refused by a full disk or by the server, forgotten by it and started again, in whatever order
 * and at whatever time by their clocks, they end up with the same, and nothing that a device called stored is missing: it is there for
 * all, or in the tray of what was refused.
 */
type Step =
  | {
      readonly act: 'create' | 'item' | 'rename' | 'type'
      readonly device: number
      readonly tab: number
      readonly thing: number
    }
  | { readonly act: 'deliver'; readonly device: number; readonly most: number }
  | { readonly act: 'cut' | 'crash'; readonly device: number; readonly tab: number }
  | { readonly act: 'fill' | 'free'; readonly device: number }
  | { readonly act: 'restart server' | 'demote' | 'promote' | 'forget history' | 'take name' | 'lack changes' }
  /** With `isTwin` its tabs write under the very names of the other's. */
  | { readonly act: 'new device' }
  | { readonly act: 'copy device'; readonly device: number; readonly isTwin: boolean }
  /** Of the server, or of a device. */
  | { readonly act: 'set clock'; readonly device: number | 'server'; readonly skewMs: number }
  | { readonly act: 'wait'; readonly ms: number }

const day = 24 * 3_600_000
const maxDevices = 5
const device = fc.nat(maxDevices - 1)
const tab = fc.nat(1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom('create', 'item', 'item', 'rename', 'type', 'type'),
      device,
      tab,
      thing: fc.nat(3),
    }),
  },
  { weight: 8, arbitrary: fc.record({ act: fc.constant('deliver'), device, most: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('cut', 'crash'), device, tab }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('fill', 'free', 'free'), device }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('restart server', 'demote', 'promote') }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constantFrom('forget history', 'take name', 'lack changes', 'new device') }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('copy device'), device, isTwin: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('set clock'),
      device: fc.oneof(device, fc.constant('server')),
      skewMs: fc.constantFrom(-40 * 365 * day, -day, 0, day, 40 * 365 * day),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('wait'), ms: fc.constantFrom(100, 1_000, 15_000) }) },
) as fc.Arbitrary<Step>

const server = fc.constantFrom<SimServer['bootstraps']>('as sessions do', 'by the simplest one')

class SimDevice {
  readonly device: WorldDevice
  readonly seed: number
  readonly tabs: WorldTab[] = []
  readonly #server: SimServer
  readonly #account: Account
  wire: Wire | undefined
  isFull = false

  constructor(server: SimServer, account: Account, { device: world, seed }: { device: WorldDevice; seed: number }) {
    this.#server = server
    this.#account = account
    this.device = world
    this.seed = seed
  }

  copy(seed: number): SimDevice {
    return new SimDevice(this.#server, this.#account, { device: this.device.clone(seed), seed })
  }

  async open(place: number): Promise<void> {
    this.tabs[place] = await this.device.openTab({
      openSocket: this.#server.socketFor(this.#account, (wire) => (this.wire = wire)),
      http: this.#server.httpFor(this.#account),
      latency: true,
      beforeWrite: () => {
        if (this.isFull) throw new StoreFault('full')
      },
    })
  }
}

class World {
  readonly time = new FakeTime()
  readonly devices: SimDevice[] = []
  readonly tasks = new Set<ReplicaId>()
  readonly items: { id: ReplicaId; item: string }[] = []
  readonly words: { id: ReplicaId; word: string }[] = []
  server!: SimServer
  workspace!: WorkspaceId
  document!: ReplicaId
  #grace!: Account
  #count = 0

  /** The first device works alone, then moves its workspace to the account; the others join. */
  async begin(bootstraps: SimServer['bootstraps']): Promise<void> {
    this.server = await SimServer.start(this.time)
    this.server.bootstraps = bootstraps
    const accounts = [await this.server.account('ada'), await this.server.account('grace')]
    this.#grace = accounts[1] as Account
    for (const index of [0, 1, 2]) {
      this.#add(accounts[index % 2] as Account)
    }
    await this.devices[0]?.open(0)
    await settle()
    const { engine } = this.tabOf(0, 0)
    const made = await engine.run(createDocument, { title: 'Shared' })
    if (!made.ok) throw new Error(made.reason)
    this.document = made.value.id
    await this.#create(engine)
    this.workspace = engine.workspace().id
    this.server.know(this.workspace)
    expect(await engine.session.syncWorkspace(this.workspace)).toMatchObject({ ok: true })
    await this.server.admit(this.workspace, this.#grace.id, 'editor')
    for (const [index, each] of this.devices.entries()) {
      if (index > 0) await each.open(0)
      await each.open(1)
    }
    await this.run(40)
    for (const each of this.devices) {
      for (const { engine: other } of each.tabs) expect(await other.open(this.workspace)).toBe(true)
    }
  }

  tabOf(index: number, place: number): WorldTab {
    const found = this.deviceOf(index).tabs[place]
    if (!found) throw new Error(`no tab ${place} on ${index}`)
    return found
  }

  deviceOf(index: number): SimDevice {
    return this.devices[index % this.devices.length] as SimDevice
  }

  #add(account: Account): SimDevice {
    const seed = 100 * (this.devices.length + 1)
    const added = new SimDevice(this.server, account, { device: new WorldDevice(this.time, seed), seed })
    this.devices.push(added)
    return added
  }

  /** Its workspace comes with the list of the account, and then by a bootstrap. */
  async #join(): Promise<void> {
    if (this.devices.length < maxDevices) await this.#start(this.#add(this.#grace))
  }

  async #copy(from: SimDevice, isTwin: boolean): Promise<void> {
    if (this.devices.length >= maxDevices) return
    const copy = from.copy(isTwin ? from.seed : from.seed + 50)
    this.devices.push(copy)
    await this.#start(copy)
  }

  async #start(started: SimDevice): Promise<void> {
    for (const place of [0, 1]) {
      await started.open(place)
      await settle(20)
      await started.tabs[place]?.engine.open(this.workspace)
    }
  }

  async take(each: Step): Promise<void> {
    switch (each.act) {
      case 'deliver':
        this.deviceOf(each.device).wire?.deliver(each.most)
        break
      case 'cut':
        this.deviceOf(each.device).wire?.cut()
        break
      case 'crash':
        this.tabOf(each.device, each.tab).crash()
        this.deviceOf(each.device).isFull = false
        await this.deviceOf(each.device).open(each.tab)
        await this.tabOf(each.device, each.tab).engine.open(this.workspace)
        break
      case 'fill':
      case 'free':
        this.deviceOf(each.device).isFull = each.act === 'fill'
        break
      case 'restart server':
        await this.server.down()
        await this.server.up()
        break
      case 'demote':
      case 'promote':
        await this.server.admit(this.workspace, this.#grace.id, each.act === 'demote' ? 'viewer' : 'editor')
        break
      case 'forget history':
        this.server.forgetHistory(this.workspace, (await this.server.log(this.workspace)).length)
        break
      case 'take name':
        this.server.refuseNextPush('actor-taken')
        break
      case 'lack changes':
        this.server.refuseNextPush('missing-changes')
        break
      case 'new device':
        await this.#join()
        break
      case 'copy device':
        await this.#copy(this.deviceOf(each.device), each.isTwin)
        break
      case 'set clock':
        if (each.device === 'server') this.server.skewMs = each.skewMs
        else this.deviceOf(each.device).device.skewMs = each.skewMs
        break
      case 'wait':
        this.time.advance(each.ms)
        break
      default:
        // Not waited for: what comes next comes in the middle of it.
        void this.#edit(each)
    }
    await settle(each.act === 'wait' ? 12 : 3)
    await this.server.settled()
    await this.checkTruth()
  }

  /** "synced" is said only while nothing waits; what counts as sent is on the server. */
  async checkTruth(): Promise<void> {
    for (const {
      device: { disk },
      tabs,
    } of this.devices) {
      const isWaiting = [...disk.chunks.values()].some(
        ({ isUnsent, workspace }) => isUnsent && workspace === this.workspace,
      )
      for (const { engine } of tabs) if (isWaiting) expect(engine.live.sync.get().state).not.toBe('synced')
    }
  }

  async checkSent(): Promise<void> {
    const log = await this.server.log(this.workspace)
    for (const {
      device: { disk },
    } of this.devices) {
      const sent = [...disk.chunks.values()].filter(
        ({ isUnsent, workspace }) => workspace === this.workspace && !isUnsent,
      )
      expect(sent.filter((chunk) => !isOnServer(log, chunk))).toEqual([])
    }
  }

  /** Everything flows until all is quiet. */
  async run(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const each of this.devices) each.wire?.deliver()
      await settle(4)
      await this.server.settled()
      await settle(4)
      if (round % 4 === 3) this.time.advance(2_000)
    }
  }

  async end(): Promise<void> {
    for (const each of this.devices) each.isFull = false
    this.time.advance(60_000)
    await this.run(160)
    const states = this.devices.flatMap(({ tabs }) => tabs.map(({ engine }) => engine.live.sync.get().state))
    expect(states).toEqual(states.map(() => 'synced'))
    await this.checkSent()
    const seen = await Promise.all(this.devices.flatMap(({ tabs }) => tabs.map((each) => this.#seenBy(each))))
    for (const other of seen) expect(other).toEqual(seen[0])
    const [first] = seen
    this.#checkKept(first?.rows ?? {}, first?.text ?? '')
  }

  /** What was stored is either there for all, or in the tray of a device whose person was not allowed it. */
  #checkKept(rows: Record<string, { readonly checklist?: object }>, text: string): void {
    const refused = this.devices.flatMap(({ device: { disk } }) => [...disk.refused.values()])
    const wasRefused = (id: ReplicaId) => refused.some(({ replica }) => replica === id)
    for (const id of this.tasks) if (!wasRefused(id)) expect(rows[id]).toBeDefined()
    for (const { id, item } of this.items) if (!wasRefused(id)) expect(rows[id]?.checklist).toHaveProperty(item)
    const said = [text, ...refused.map((refusal) => refusal.text)].join('\n')
    for (const { word } of this.words) expect(said).toContain(word)
  }

  async close(): Promise<void> {
    for (const { tabs } of this.devices) for (const { engine } of tabs) await engine.close()
    await this.server.close()
    expect(this.server.faults).toEqual([])
  }

  async #seenBy({ engine }: WorldTab) {
    const rows = Object.fromEntries(
      [...engine.rows().of(taskType), ...engine.rows().of(documentType)].map(({ id, value }) => [id, value]),
    ) as Record<string, { readonly checklist?: object }>
    const read = async (id: ReplicaId) => engine.readReplica(taskType, id, (replica) => replica.fields())
    const fields = await Promise.all([...this.tasks].sort().map(read))
    const text = await engine.readReplica(documentType, this.document, (replica) =>
      JSON.stringify(contentOf(replica as Parameters<typeof contentOf>[0])),
    )
    return { rows, fields, text: text ?? '' }
  }

  async #edit({ act, device: index, tab: place, thing }: Extract<Step, { thing: number }>): Promise<void> {
    const { engine } = this.tabOf(index, place)
    const tasks = engine.rows().of(taskType)
    const task = tasks[thing % Math.max(1, tasks.length)]
    this.#count += 1
    if (act === 'create') return this.#create(engine)
    if (act === 'type') return this.#type(engine)
    if (!task) return
    if (act === 'rename') await engine.run(taskCommands.rename, { id: task.id, title: `Renamed ${this.#count}` })
    if (act !== 'item') return
    const done = await engine.run(taskCommands.addChecklistItem, { id: task.id, text: `Item ${this.#count}` })
    if (done.ok) this.items.push({ id: task.id, item: done.value })
  }

  async #create(engine: WorldTab['engine']): Promise<void> {
    const made = await engine.run(taskCommands.create, { title: `Task ${this.#count}` })
    if (made.ok) this.tasks.add(made.value)
  }

  async #type(engine: WorldTab['engine']): Promise<void> {
    const open = engine.openReplica(documentType, this.document)
    await settle(4)
    const state = open.state.get()
    if (state.status === 'open' && state.doc) {
      const word = `word-${this.#count}`
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(word)])
      state.doc.getXmlFragment('content').push([paragraph])
      if (await engine.flushed()) this.words.push({ id: this.document, word })
    }
    open.close()
  }
}

function contentOf(replica: { content?: () => unknown }): unknown {
  return replica.content?.()
}

async function live(steps: readonly Step[], bootstraps: SimServer['bootstraps'] = 'as sessions do'): Promise<void> {
  const world = new World()
  try {
    await world.begin(bootstraps)
    for (const each of steps) await world.take(each)
    await world.end()
  } finally {
    await world.close()
  }
}

it('[SY22][SY31][SY32] any interleaving of edits, drops, crashes, full disks and restarts converges with nothing stored lost', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 45 }), server, (steps, bootstraps) =>
      live(steps, bootstraps),
    ),
    { numRuns: fuzzRuns(12), endOnFailure: false },
  )
})

/** What the property has found once. */
const found: Record<string, readonly Step[]> = {
  'a server whose clock has gone back before a device was copied': [
    { act: 'set clock', device: 'server', skewMs: -1261440000000 },
    { act: 'wait', ms: 100 },
    { act: 'cut', device: 0, tab: 0 },
    { act: 'copy device', device: 0, isTwin: false },
    { act: 'restart server' },
    { act: 'deliver', device: 0, most: 1 },
  ],
  'a refused replica that a page was about to open': [
    { act: 'type', device: 1, tab: 0, thing: 0 },
    { act: 'type', device: 0, tab: 0, thing: 0 },
    { act: 'create', device: 0, tab: 0, thing: 0 },
    { act: 'demote' },
    { act: 'fill', device: 0 },
    { act: 'create', device: 0, tab: 0, thing: 0 },
  ],
  'a refused replica that went stale in the instant of opening': [
    { act: 'item', device: 1, tab: 0, thing: 0 },
    { act: 'create', device: 2, tab: 0, thing: 0 },
    { act: 'demote' },
    { act: 'restart server' },
    { act: 'create', device: 0, tab: 0, thing: 0 },
    { act: 'item', device: 0, tab: 0, thing: 0 },
    { act: 'create', device: 2, tab: 0, thing: 0 },
    { act: 'deliver', device: 0, most: 1 },
  ],
  'a change whose acceptance got lost and that was refused when it was sent again': [
    { act: 'create', device: 1, tab: 0, thing: 0 },
    { act: 'wait', ms: 15_000 },
    { act: 'deliver', device: 1, most: 1 },
    { act: 'deliver', device: 1, most: 2 },
    { act: 'demote' },
    { act: 'create', device: 0, tab: 0, thing: 0 },
    { act: 'cut', device: 0, tab: 0 },
    { act: 'deliver', device: 1, most: 2 },
    { act: 'create', device: 0, tab: 0, thing: 0 },
  ],
}

it.each(Object.entries(found))('found by the property: %s', async (_name, steps) => {
  await live(steps)
})
