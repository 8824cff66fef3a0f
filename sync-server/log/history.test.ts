import { afterEach, beforeEach, expect, it } from 'vitest'
import { ada, bob, device, type LogWorld, openLogWorld, typist, workspace } from './testing/log-world.ts'

let world: LogWorld
beforeEach(async () => {
  world = await openLogWorld()
})
afterEach(() => world.close())

it('a change keeps who made it, in which run and on whose behalf, and history is read from its newest end', async () => {
  const replica = world.newReplica()
  const person = typist()
  const own = ['a', 'b', 'c'].flatMap((word) => person.type(word))
  await world.push(replica, own, bob)
  await world.push(world.newReplica(), typist().type('elsewhere'))
  const changes = person.type('by an agent').map((bytes) => ({ replica, kind: 'yjs' as const, bytes }))
  await world.log.append({ workspace, author: ada, device, agentRun: 'run-1', onBehalfOf: bob, changes })
  await world.reopen()
  const read = (before: number, maxChanges: number, maxBytes = 1e6) =>
    world.log.historyOf(workspace, replica, { before, maxChanges, maxBytes })
  const newest = await read(1_000, 2)
  expect(newest).toMatchObject({ hasOlder: true, isCut: false, changes: [{ seq: 3 }, { seq: 5 }] })
  expect(newest.changes[0]).not.toHaveProperty('agentRun')
  expect(newest.changes[1]).toMatchObject({ author: ada, device, agentRun: 'run-1', onBehalfOf: bob })
  expect(await read(3, 10)).toMatchObject({ hasOlder: false, changes: [{ seq: 1, author: bob }, { seq: 2 }] })
  expect((await read(1_000, 10, 1)).changes).toHaveLength(1)
  expect(await world.log.historyOf(workspace, world.newReplica(), { before: 9, maxChanges: 9, maxBytes: 9 })).toEqual({
    changes: [],
    hasOlder: false,
    isCut: false,
  })
})
