import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { mintId, type ReplicaId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import { type ActorBook, openActorBook } from './actor-book.ts'
import type { ActorOwner } from './replica-actors.ts'
import { type CheckWorld, openCheckWorld, writer } from './testing/check-world.ts'

const random = seededRandom(11)
const [ada, eve] = [writer('ada'), writer('eve')]
const { workspace } = ada

let world: CheckWorld
let book: ActorBook
let reads: number
const openBook = (maxActors?: number) => {
  const counted: LogStore = {
    ...world.store(),
    ofReplica: (...asked) => {
      reads += 1
      return world.store().ofReplica(...asked)
    },
  }
  return openActorBook({
    storeOf: async () => counted,
    restoredLately: async () => () => false,
    ...(maxActors !== undefined && { maxActors }),
  })
}

beforeEach(async () => {
  world = await openCheckWorld()
  reads = 0
  book = openBook()
})
afterEach(async () => {
  await book.close()
  await world.close()
})

const place = (replica: ReplicaId) => ({ workspace, replica, kind: 'yjs' as const })
const newReplica = () => mintId<ReplicaId>('document', random)

function claim(of: ActorBook, replica: ReplicaId, { by, from, to }: { by: ActorOwner; from: number; to: number }) {
  return of.inTurn(place(replica), async (actors) => {
    const uses = [{ actor: 7, from, to }]
    const judgement = actors.judge({ uses, writer: by })
    return judgement === 'sound' ? actors.reserve(uses, by) : judgement
  })
}

it('[SY37] two pushes at once: the second one sees what the first has reserved', async () => {
  const replica = newReplica()
  const [first, second] = await Promise.all([
    claim(book, replica, { by: ada, from: 0, to: 3 }),
    claim(book, replica, { by: eve, from: 3, to: 4 }),
  ])
  expect(second).toBe('actor-taken')
  expect(first).toHaveProperty('settle')
})

it('[SY39] what was reserved and not stored is free again, and what is under way meanwhile is not', async () => {
  const replica = newReplica()
  const reserved = await claim(book, replica, { by: ada, from: 0, to: 3 })
  if (typeof reserved === 'string') throw new Error(reserved)
  reserved.settle(false)
  expect(book.ready(place(replica))).toBeUndefined()
  expect(await claim(book, replica, { by: ada, from: 3, to: 4 })).toBe('missing-changes')
  expect(await claim(book, replica, { by: eve, from: 0, to: 1 })).toHaveProperty('settle')
})

it('[SY37] owners are written down, and found in the authors of changes when that did not come to pass', async () => {
  const replica = newReplica()
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'hello')
  await world.push(ada, replica, Y.encodeStateAsUpdate(doc))
  // Nothing is written down yet: the other book asks the log.
  const found = await book.inTurn(place(replica), async (actors) => actors.actors.get(doc.clientID))
  expect(found).toEqual({ owner: { principal: ada.principal, device: ada.device }, next: 5 })
  expect(await world.store().actorsOf(workspace, replica)).toEqual([])
  await world.reopen()
  const [record] = await world.store().actorsOf(workspace, replica)
  expect(record).toMatchObject({ principal: ada.principal, device: ada.device, next: 5 })
})

describe('memory', () => {
  it('is bounded: what is not used goes, what is used or under way stays', async () => {
    const small = openBook(3)
    const replicas = Array.from({ length: 8 }, newReplica)
    const [held] = replicas
    const underway = await claim(small, held as ReplicaId, { by: ada, from: 0, to: 2 })
    for (const replica of replicas.slice(1)) await small.inTurn(place(replica), async () => undefined)
    for (const replica of replicas.slice(1)) await small.inTurn(place(replica), async () => undefined)
    expect(replicas.filter((replica) => small.ready(place(replica))).length).toBeLessThanOrEqual(4)
    expect(small.ready(place(held as ReplicaId))?.actors.get(7)?.next).toBe(2)
    expect(reads).toBeGreaterThan(8)
    if (typeof underway !== 'string') underway.settle(true)
    await small.close()
  })

  it('a replica at hand is not read again', async () => {
    const replica = newReplica()
    for (let turn = 0; turn < 5; turn += 1) await book.inTurn(place(replica), async () => undefined)
    expect(reads).toBe(1)
  })
})

it('a store that fails is asked again by the next one, and holds up nobody', async () => {
  let fails = true
  const failing = openActorBook({
    storeOf: async () => {
      if (fails) throw new Error('disk')
      return world.store()
    },
    restoredLately: async () => () => false,
  })
  const replica = newReplica()
  const first = claim(failing, replica, { by: ada, from: 0, to: 1 })
  const second = claim(failing, replica, { by: ada, from: 0, to: 1 })
  await expect(first).rejects.toThrow('disk')
  await expect(second).rejects.toThrow('disk')
  fails = false
  expect(await claim(failing, replica, { by: ada, from: 0, to: 1 })).toHaveProperty('settle')
})
