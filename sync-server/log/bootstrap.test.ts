import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { type BootstrapPage, bootstrapPage } from './bootstrap.ts'
import { type LogWorld, openLogWorld, textOf, typist, workspace } from './testing/log-world.ts'

let world: LogWorld
beforeEach(async () => {
  world = await openLogWorld()
})
afterEach(() => world.close())

/** One replica a page. */
const ask = ({ asOf, next }: Pick<BootstrapPage, 'asOf' | 'next'> = { asOf: 0, next: '' }) =>
  bootstrapPage(world.store, { workspace, asOf, after: next }, { first: 1, next: 1 })

async function everyPage(from: BootstrapPage): Promise<readonly BootstrapPage[]> {
  const pages = [from]
  for (let last = from; last.next !== ''; last = pages.at(-1) ?? last) pages.push(await ask(last))
  return pages
}

const big = () => 'x'.repeat(70_000)

it('[SY28] what is written to between two pages is told at the end, and what is made then is not', async () => {
  const people = [0, 1, 2, 3].map(() => ({ replica: world.newReplica(), person: typist() }))
  for (const { replica, person } of people) await world.push(replica, person.type(big()))
  const first = await ask()
  expect(first).toMatchObject({ asOf: 4, done: 1, total: 4 })
  const [oldest] = people
  if (oldest) await world.push(oldest.replica, oldest.person.type('moved'))
  const late = world.newReplica()
  await world.push(late, typist().type('late'))
  const told = (await everyPage(first)).flatMap(({ snapshots }) => snapshots)
  const order: ReplicaId[] = people.map(({ replica }) => replica)
  expect(told.map(({ replica }) => replica)).toEqual([order[3], order[2], order[1], order[0]])
  expect(textOf(told.at(-1)?.chunks ?? [])).toMatch(/moved$/)
})

it('[SY28] a replica that is merged between two of its pieces is told whole all the same', async () => {
  const replica = world.newReplica()
  const person = typist()
  for (const letter of 'abcde') await world.push(replica, person.type(letter.repeat(500_000)))
  const first = await ask()
  expect(first).toMatchObject({ done: 0, total: 1 })
  const parts = await world.store.partsOf({ workspace, replica }, { maxBytes: 1e9, maxChanges: 100 })
  await world.store.writeAside({ workspace, replica }, parts?.tail ?? [])
  await world.store.takeAside({ workspace, replica }, 0)
  const told = (await everyPage(first)).flatMap(({ snapshots }) => snapshots)
  expect(told.length).toBeGreaterThan(2)
  expect(textOf(told.flatMap(({ chunks }) => chunks))).toBe(person.doc.getText('content').toJSON())
})
