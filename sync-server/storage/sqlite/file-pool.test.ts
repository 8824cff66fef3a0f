import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { FilePool } from './file-pool.ts'

/** A file of the test: it knows when it is used wrongly. */
class FakeFile {
  isOpen = true
  isSettled = true
  users = 0
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    world.open += 1
    world.mostOpen = Math.max(world.mostOpen, world.open)
  }

  async settle(): Promise<void> {
    await turns(2)
    if (this.#world.isFull) throw new Error('The disk is full.')
    this.isSettled = true
  }

  async close(): Promise<void> {
    if (this.users > 0) this.#world.wrong.push('closed while it was used')
    if (!this.isSettled && !this.#world.isEnding) this.#world.wrong.push('closed before it was settled')
    this.isOpen = false
    await turns(1)
    this.#world.open -= 1
  }
}

interface World {
  open: number
  mostOpen: number
  isFull: boolean
  isEnding: boolean
  readonly wrong: string[]
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function newWorld(): World {
  return { open: 0, mostOpen: 0, isFull: false, isEnding: false, wrong: [] }
}

const max = 3
const poolOf = (world: World) => new FilePool<number, FakeFile>({ max: () => max, open: () => new FakeFile(world) })

async function useIt(file: FakeFile, { world, isWriting, long }: { world: World; isWriting: boolean; long: number }) {
  if (!file.isOpen) world.wrong.push('used while it was closed')
  file.users += 1
  if (isWriting) file.isSettled = false
  await turns(long)
  if (!file.isOpen) world.wrong.push('closed under a call')
  file.users -= 1
}

it('a file is never closed in use or unsettled, and no more than the bound are open, whatever is asked at once', async () => {
  const call = fc.record({ id: fc.nat(7), isWriting: fc.boolean(), long: fc.nat(4), after: fc.nat(3), bar: fc.nat(9) })
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
      const world = newWorld()
      const pool = poolOf(world)
      const underway: Promise<unknown>[] = []
      for (const { id, isWriting, long, after, bar } of calls) {
        const before = world.open
        underway.push(
          bar === 0
            ? pool.withoutFile(id, async () => expect(pool.openIds()).not.toContain(id))
            : pool.use(id, (file) => useIt(file, { world, isWriting, long })),
        )
        expect(world.open - before).toBeLessThanOrEqual(1)
        await turns(after)
      }
      await Promise.all(underway)
      await pool.close(() => world.wrong.push('could not be settled at the end'))
      expect(world).toMatchObject({ open: 0, wrong: [] })
      expect(world.mostOpen).toBeLessThanOrEqual(max)
    }),
    { numRuns: fuzzRuns(100) },
  )
})

it('the longest unused is closed; what is used again stays', async () => {
  const pool = poolOf(newWorld())
  for (const id of [1, 2, 3, 1, 4]) await pool.use(id, () => undefined)
  expect(pool.openIds()).toEqual([3, 1, 4])
})

it('what can not be settled stays open, the bound gives way, and holds again afterwards', async () => {
  const world = newWorld()
  const pool = poolOf(world)
  const write = (id: number) => pool.use(id, (file) => useIt(file, { world, isWriting: true, long: 0 }))
  world.isFull = true
  for (const id of [1, 2, 3, 4, 5]) await write(id)
  expect([world.open, world.wrong]).toEqual([5, []])
  world.isFull = false
  for (const id of [6, 7]) await write(id)
  expect(world.open).toBe(max)
  world.isEnding = true
  world.isFull = true
  const unsettled: number[] = []
  await pool.close((id) => unsettled.push(id))
  expect(unsettled).toHaveLength(max)
  expect(world.open).toBe(0)
})

it('a file that can not be opened is told to everyone who waits, and is tried again', async () => {
  let isThere = false
  const pool = new FilePool<number, FakeFile>({
    max: () => 1,
    open: () => {
      if (!isThere) throw new Error('gone')
      return new FakeFile(newWorld())
    },
  })
  const answers = await Promise.allSettled([1, 2].map(() => pool.use(1, () => 'open')))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isThere = true
  expect(await pool.use(1, () => 'open')).toBe('open')
  expect(await pool.use(2, () => 'open')).toBe('open')
})

it('when the bound sinks, those that were used longest ago are closed with the next call', async () => {
  const world = newWorld()
  let bound = 5
  const pool = new FilePool<number, FakeFile>({ max: () => bound, open: () => new FakeFile(world) })
  for (const id of [1, 2, 3, 4, 5]) await pool.use(id, () => undefined)
  bound = 2
  expect(pool.openIds()).toEqual([1, 2, 3, 4, 5])
  await pool.use(1, (file) => useIt(file, { world, isWriting: true, long: 1 }))
  await turns(20)
  expect(pool.openIds()).toEqual([5, 1])
  expect([world.open, world.wrong]).toEqual([2, []])
  await pool.close(() => undefined)
})
