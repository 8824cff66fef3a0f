import * as A from '@automerge/automerge/slim'
import fc from 'fast-check'
import { beforeAll, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { startAutomerge } from './automerge-wasm.ts'
import { bootstrapPage } from './bootstrap.ts'
import { openCompaction } from './compaction.ts'
import { openConsumer } from './consumers.ts'
import { rowProjector } from './projector.ts'
import { inlinePool, type LogWorld, noPause, openLogWorld, workspace } from './testing/log-world.ts'

vi.setConfig({ testTimeout: 120_000 })
beforeAll(() => startAutomerge())

const replicaCount = 8

type Step =
  | { readonly kind: 'write'; readonly replica: number; readonly writer: number; readonly size: number }
  | { readonly kind: 'compact' | 'project' | 'crash' | 'age' | 'page' | 'new reader' | 'tail' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      replica: fc.nat(replicaCount - 1),
      writer: fc.nat(2),
      size: fc.integer({ min: 1, max: 70_000 }),
    }),
  },
  ...(['compact', 'project', 'crash', 'age', 'new reader', 'tail'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.constant({ kind }),
  })),
  { weight: 6, arbitrary: fc.constant({ kind: 'page' as const }) },
)

/** Three writers of each replica, who know each other's changes now and then, and everything they ever pushed. */
class Writers {
  readonly raw = new Map<ReplicaId, Uint8Array[]>()
  readonly #world: LogWorld
  readonly #ids: readonly ReplicaId[]
  readonly #random = seededRandom(7)

  constructor(world: LogWorld) {
    this.#world = world
    this.#ids = Array.from({ length: replicaCount }, (_, at) => world.newReplica(at % 2 === 0 ? 'document' : 'task'))
  }

  async write({ replica, writer, size }: Extract<Step, { kind: 'write' }>): Promise<void> {
    const id = this.#ids[replica]
    if (!id) return
    const known = this.raw.get(id) ?? []
    this.raw.set(id, known)
    // Some write without having seen the newest: concurrent changes.
    const seen = known.slice(0, known.length - Math.min(writer, this.#random.below(2)))
    const text = Array.from({ length: size / 10 }, () => this.#random.next().toString(36)).join(' ')
    const change = id.startsWith('document') ? editText(seen, text) : editRecord(seen, text)
    known.push(change)
    await this.#world.push(id, [change])
  }
}

function editText(seen: readonly Uint8Array[], text: string): Uint8Array {
  const doc = new Y.Doc()
  for (const change of seen) Y.applyUpdate(doc, change)
  const before = Y.encodeStateVector(doc)
  const content = doc.getText('content')
  const third = Math.floor(content.length / 3)
  doc.transact(() => {
    if (content.length > 10) content.delete(third, Math.min(third, 5_000))
    content.insert(third, text)
  })
  return Y.encodeStateAsUpdate(doc, before)
}

function editRecord(seen: readonly Uint8Array[], text: string): Uint8Array {
  let doc = A.init<Record<string, unknown>>()
  for (const change of seen) doc = A.loadIncremental(doc, change)
  doc = A.change(doc, (draft) => {
    draft[`field${text.length % 3}`] = new A.ImmutableString(text)
  })
  const change = A.getLastLocalChange(doc)
  A.free(doc)
  return change ?? new Uint8Array()
}

/** A device that begins with a bootstrap, page by page, and reads on from where that was taken. */
class Reader {
  readonly #world: LogWorld
  #chunks = new Map<ReplicaId, Uint8Array[]>()
  #asOf = 0
  #after = ''
  #cursor: number | undefined
  pages = 0

  constructor(world: LogWorld) {
    this.#world = world
  }

  get chunks(): ReadonlyMap<ReplicaId, readonly Uint8Array[]> {
    return this.#chunks
  }

  get isTailing(): boolean {
    return this.#cursor !== undefined
  }

  async page(): Promise<void> {
    if (this.#cursor !== undefined) return
    const page = await bootstrapPage(
      this.#world.store,
      { workspace, asOf: this.#asOf, after: this.#after },
      { first: 20_000, next: 60_000 },
    )
    this.pages += 1
    expect(page.done).toBeLessThanOrEqual(page.total)
    for (const { replica, chunks, changedAt } of page.snapshots) {
      expect(changedAt).toBeGreaterThan(0)
      this.#take(replica, chunks)
    }
    this.#asOf = page.asOf
    this.#after = page.next
    if (page.next === '') this.#cursor = page.asOf
  }

  /** A cursor from before the history that is kept begins with the state again, and keeps what it has. */
  async tail(): Promise<void> {
    if (this.#cursor === undefined) return
    const bounds = { maxBytes: 200_000, maxChanges: 1_000 }
    while (true) {
      const page = await this.#world.log.page(workspace, { after: this.#cursor, ...bounds })
      if (this.#cursor < page.floor) return this.begin()
      for (const { replica, bytes, seq } of page.changes) {
        expect(seq).toBe(this.#cursor + 1)
        this.#take(replica, [bytes])
        this.#cursor = seq
      }
      if (this.#cursor === page.head) return
    }
  }

  /** Another device. */
  forget(): void {
    this.#chunks = new Map()
    this.begin()
  }

  begin(): void {
    this.#cursor = undefined
    this.#asOf = 0
    this.#after = ''
  }

  #take(replica: ReplicaId, chunks: readonly Uint8Array[]): void {
    this.#chunks.set(replica, [...(this.#chunks.get(replica) ?? []), ...chunks.map((chunk) => chunk.slice())])
  }
}

function stateOf(id: ReplicaId, chunks: readonly Uint8Array[]): unknown {
  if (id.startsWith('document')) {
    const doc = new Y.Doc()
    for (const chunk of chunks) Y.applyUpdate(doc, chunk)
    return [Buffer.from(Y.encodeStateVector(doc)).toString('hex'), doc.getText('content').toJSON()]
  }
  const doc = chunks.reduce((at, chunk) => A.loadIncremental(at, chunk), A.init<unknown>())
  const state = [A.getHeads(doc).toSorted(), A.toJS(doc)]
  A.free(doc)
  return state
}

async function take(world: LogWorld, { writers, reader, next }: { writers: Writers; reader: Reader; next: Step }) {
  const { storage, log, clock, faults } = world
  const ports = {
    storage,
    log,
    clock,
    pool: inlinePool,
    pause: noPause,
    report: (fault: unknown) => faults.push(fault),
  }
  switch (next.kind) {
    case 'write':
      return writers.write(next)
    case 'page':
      return reader.page()
    case 'tail':
      return reader.tail()
    case 'new reader':
      return reader.forget()
    case 'age':
      return clock.advance(40 * 24 * 60 * 60_000)
    case 'crash':
      return world.reopen()
    default: {
      const open =
        next.kind === 'compact' ? openCompaction(ports) : openConsumer(rowProjector(inlinePool, ports.report), ports)
      const loop = await open
      await loop.settled()
      return loop.close()
    }
  }
}

it('[SY28][ST14][ST15] whenever it begins, a bootstrap and the tail after it are all that was ever written', async () => {
  let mostPages = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80 }), async (steps) => {
      const world = await openLogWorld()
      try {
        const writers = new Writers(world)
        const reader = new Reader(world)
        for (const next of steps) await take(world, { writers, reader, next })
        while (!reader.isTailing && reader.pages < 1_000) await reader.page()
        await reader.tail()
        while (!reader.isTailing && reader.pages < 1_000) await reader.page()
        await reader.tail()
        expect([...reader.chunks.keys()].toSorted()).toEqual([...writers.raw.keys()].toSorted())
        for (const [id, raw] of writers.raw) {
          expect(stateOf(id, reader.chunks.get(id) ?? [])).toEqual(stateOf(id, raw))
          expect(stateOf(id, (await world.store.ofReplica(workspace, id))?.chunks ?? [])).toEqual(stateOf(id, raw))
        }
        expect(world.faults).toEqual([])
        mostPages = Math.max(mostPages, reader.pages)
      } finally {
        await world.close()
      }
    }),
    { numRuns: fuzzRuns(8) },
  )
  expect(mostPages).toBeGreaterThan(3)
})
