import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Engine } from './engine-contract.ts'
import { FakeTime, WorldDevice } from './testing/engine-world.ts'
import { type FakeEditor, openEditor } from './testing/fake-editor.ts'

/** Own steps use small letters, another person's capital ones, so that a text says whose it is. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('type' as const),
    text: fc.nat(1),
    at: fc.nat(20),
    word: fc.stringMatching(/^[a-z]{1,3}$/),
  }),
  fc.record({
    do: fc.constant('erase' as const),
    text: fc.nat(1),
    at: fc.nat(20),
    length: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('pause' as const), text: fc.nat(1) }),
  fc.record({ do: fc.constant('rename' as const), title: fc.constantFrom('one', 'two', 'three') }),
  fc.record({
    do: fc.constant('theirs' as const),
    text: fc.nat(1),
    at: fc.nat(20),
    word: fc.stringMatching(/^[A-Z]{1,3}$/),
  }),
  fc.record({ do: fc.constant('undo' as const) }),
  fc.record({ do: fc.constant('redo' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

interface World {
  readonly engine: Engine
  readonly texts: readonly FakeEditor[]
  readonly task: ReplicaId
}

async function openWorld(): Promise<World & { close(): Promise<void> }> {
  const { engine } = await new WorldDevice(new FakeTime(), 1).openTab()
  const task = await engine.run(taskCommands.create, { title: 'zero' })
  if (!task.ok) throw new Error(task.reason)
  const texts: FakeEditor[] = []
  for (const title of ['A', 'B']) {
    const made = await engine.run(createDocument, { title })
    if (!made.ok) throw new Error(made.reason)
    const editor = await openEditor(engine, made.value.id)
    editor.receiveIn((content) => {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText('START')])
      content.insert(0, [paragraph])
    })
    texts.push(editor)
  }
  return { engine, texts, task: task.value, close: () => engine.close() }
}

const inFirst = (change: (text: Y.XmlText) => void) => (content: Y.XmlFragment) =>
  change((content.get(0) as Y.XmlElement).get(0) as Y.XmlText)

async function take({ engine, texts, task }: World, given: Step): Promise<unknown> {
  switch (given.do) {
    case 'type':
      return texts[given.text]?.edit(inFirst((text) => text.insert(given.at % (text.length + 1), given.word)))
    case 'erase':
      return texts[given.text]?.edit(
        inFirst((text) => {
          const at = given.at % (text.length + 1)
          text.delete(at, Math.min(given.length, text.length - at))
        }),
      )
    case 'pause':
      return texts[given.text]?.pause()
    case 'rename':
      return engine.run(taskCommands.rename, { id: task, title: given.title })
    case 'theirs':
      return texts[given.text]?.receive((text) => text.insert(given.at % (text.length + 1), given.word))
    case 'undo':
      return engine.undo()
    case 'redo':
      return engine.redo()
  }
}

const stateOf = ({ engine, texts, task }: World) => [
  ...texts.map((text) => text.text()),
  engine.rows().get(taskType, task)?.value.title,
]
const capitals = (text: unknown) => String(text).replace(/[^A-Z]/g, '')

/** Takes all steps on a side but the three that made the world; answers how many there were. */
async function takeAll(engine: Engine, side: 'undo' | 'redo'): Promise<number> {
  let count = 0
  for (;;) {
    const next = engine.live.undo.get()[side === 'undo' ? 'nextUndo' : 'nextRedo']
    if (!next || next.id <= 3 || !(await engine[side]())) return count
    count += 1
  }
}

it('undo of everything takes back all that is one’s own, redo of everything brings it again, and what others wrote stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 18 }), async (steps) => {
      const world = await openWorld()
      try {
        const theirs = ['START', 'START'] as [string, string]
        const count = (text: string) => [...text].sort().join('')
        for (const each of steps) {
          if (each.do === 'theirs') theirs[each.text as 0 | 1] += each.word
          await take(world, each)
        }
        await takeAll(world.engine, 'redo')
        const before = stateOf(world)
        const taken = await takeAll(world.engine, 'undo')
        const [a, b, title] = stateOf(world)
        expect([count(String(a)), count(String(b)), title]).toEqual([count(theirs[0]), count(theirs[1]), 'zero'])
        // A word that was typed and erased in one breath is a step that comes to nothing, and is passed over.
        expect(await takeAll(world.engine, 'redo')).toBeLessThanOrEqual(taken)
        expect(stateOf(world)).toEqual(before)
        await takeAll(world.engine, 'undo')
        expect(stateOf(world).map(capitals)).toEqual([a, b, title].map(capitals))
      } finally {
        await world.close()
      }
    }),
    { numRuns: 60 },
  )
})
