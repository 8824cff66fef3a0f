import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Commit, Log } from '#server/log/log.ts'
import { openWorkerPool, type WorkerPool } from '#server/log/worker/worker-pool.ts'
import { openYStates, type YStates } from './y-states.ts'

const place = { workspace: 'ws_1' as WorkspaceId, replica: 'document_1' as ReplicaId }
const nothing = Uint8Array.of(0)

interface Under {
  readonly states: YStates
  readonly loads: () => number
  readonly doc: Y.Doc
  /** The next change of the document, stored and told. */
  write(text: string): void
}

const ending: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

function open({
  pool = openWorkerPool(),
  beforeLoad = async () => {},
}: {
  pool?: WorkerPool
  beforeLoad?: () => Promise<void>
} = {}): Under {
  const chunks: Uint8Array[] = []
  let loads = 0
  const ofReplica = async () => {
    loads += 1
    const found = [...chunks]
    await beforeLoad()
    return found.length > 0 ? { chunks: found } : undefined
  }
  const states = openYStates({ ofReplica } as unknown as Log, pool)
  ending.push(
    () => states.close(),
    () => pool.close(),
  )
  const doc = new Y.Doc()
  const write = (text: string) => {
    doc.once('update', (bytes: Uint8Array) => {
      chunks.push(bytes)
      states.committed(commitOf(bytes))
    })
    doc.getText('t').insert(0, text)
  }
  return { states, loads: () => loads, doc, write }
}

function commitOf(bytes: Uint8Array): Commit {
  const author = 'user:ada' as PrincipalId
  const device = 'device_1' as DeviceId
  const change = { seq: 1, replica: place.replica, kind: 'yjs' as const, bytes, author, device, timeMs: 0, origin: 1 }
  return { workspace: place.workspace, from: 0, to: 1, changes: [change] }
}

async function textFor(states: YStates, reader = new Y.Doc()): Promise<string> {
  for (const update of await states.missing(place, Y.encodeStateVector(reader))) Y.applyUpdate(reader, update)
  return reader.getText('t').toString()
}

it('a crowd that asks at once reads the log once, and later commits are in what it is told', async () => {
  const { states, loads, doc, write } = open()
  write('a')
  const answers = await Promise.all(Array.from({ length: 20 }, () => textFor(states)))
  expect(new Set(answers)).toEqual(new Set(['a']))
  write('b')
  expect(await textFor(states)).toBe(doc.getText('t').toString())
  expect(loads()).toBe(1)
})

it('a commit while the log is read is not missed', async () => {
  let go = () => {}
  const { states, write } = open({ beforeLoad: () => new Promise((resolve) => (go = resolve)) })
  write('a')
  const asked = textFor(states)
  await Promise.resolve()
  write('b')
  go()
  expect(await asked).toBe('ba')
})

it('many small updates and large documents are put together in a worker, and nothing is lost by it', async () => {
  const { states, doc, write } = open()
  for (let line = 0; line < 300; line += 1) write(`${line} ${'y'.repeat(100)}`)
  expect(await textFor(states)).toBe(doc.getText('t').toString())
  const reader = new Y.Doc()
  for (const update of await states.missing(place, nothing)) Y.applyUpdate(reader, update)
  expect((await states.missing(place, nothing)).length).toBeLessThan(10)
  expect(await states.missing(place, await states.stateVector(place))).toEqual([])
  write('news')
  expect(await textFor(states, reader)).toBe(doc.getText('t').toString())
  const other = new Y.Doc()
  other.getText('t').insert(0, 'mine')
  expect(await states.novelty(place, Y.encodeStateAsUpdate(other))).toEqual(Y.encodeStateAsUpdate(other))
  expect(await states.novelty(place, Y.encodeStateAsUpdate(doc))).toBeUndefined()
})

it('a log that can not be read is told each time and remembered never', async () => {
  let isBroken = true
  const { states, write } = open({
    beforeLoad: async () => {
      if (isBroken) throw new Error('the disk is gone')
    },
  })
  write('a')
  await expect(states.missing(place, nothing)).rejects.toThrow('the disk is gone')
  isBroken = false
  expect(await textFor(states)).toBe('a')
})
