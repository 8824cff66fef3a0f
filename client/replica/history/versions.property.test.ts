import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Replica } from '#shared/crdt/replica.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { restoreVersion } from '#shared/rooms/all-rooms.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { anyContent } from '#shared/rooms/documents/markdown/testing/content-arbitrary.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { stateOf } from '#shared/rooms/versions/index.ts'
import { FakeTime, WorldDevice, type WorldTab } from '../testing/engine-world.ts'
import { readHistory } from './read-history.ts'
import { versionsOf } from './versions.ts'

const time = new FakeTime()
let tab: WorldTab
beforeAll(async () => {
  tab = await new WorldDevice(time, 7).openTab()
})
afterAll(() => tab.engine.close())

const step = fc.record({
  minutes: fc.constantFrom(0, 1, 15, 90),
  title: fc.string({ minLength: 1, maxLength: 8 }).filter((title) => title.trim() !== ''),
  content: anyContent,
})

async function make(type: AnyReplicaType) {
  const { engine } = tab
  const made = await (type === documentType
    ? engine.run(createDocument, { title: 'x' })
    : engine.run(taskCommands.create, { title: 'x' }))
  if (!made.ok) throw new Error(made.reason)
  return typeof made.value === 'string' ? made.value : made.value.id
}

/** Any history: the last version is the present, and restoring any of them brings back what it said. */
it.each([documentType, taskType])('any history of a $name can be gone back in', async (type) => {
  const { engine } = tab
  const write = async (
    id: Awaited<ReturnType<typeof make>>,
    { title, content }: { title: string; content: readonly object[] },
  ) => {
    const look = (replica: Replica) => ({ ...stateOf(replica) })
    const now = await engine.readReplica(type, id, look)
    const fields = { ...now?.fields, title }
    const state = type === documentType ? { fields, content: content as never } : { fields }
    const done = await engine.run(restoreVersion, { id, state })
    expect(done.ok).toBe(true)
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.nat(), async (steps, pick) => {
      const id = await make(type)
      for (const each of steps) {
        time.advance(each.minutes * 60_000)
        await write(id, each)
      }
      const { changes } = await readHistory(engine, { type, id })
      const versions = versionsOf(changes)
      const stateAt = async (end: number) => {
        const bytes = changes.slice(0, end).map((change) => change.bytes)
        const copy = await engine.history.openCopy(type, id, bytes)
        const state = structuredClone(stateOf(copy))
        copy.close()
        return state
      }
      const present = () => engine.readReplica(type, id, (replica) => structuredClone(stateOf(replica)))
      expect(versions.at(-1)?.end).toBe(changes.length)
      expect(versions.every(({ authors }) => authors.join() === ('local' as PrincipalId))).toBe(true)
      expect(await stateAt(changes.length)).toEqual(await present())
      const chosen = await stateAt(versions[pick % versions.length]?.end ?? 0)
      await engine.run(restoreVersion, { id, state: chosen })
      expect(await present()).toEqual(chosen)
    }),
    { numRuns: 20 },
  )
})
