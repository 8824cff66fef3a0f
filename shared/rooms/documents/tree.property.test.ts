import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { createDocument, moveDocument, trashDocument } from './commands.ts'
import { createFolder, moveFolder, restoreFolder, trashFolder } from './folder-commands.ts'
import { documentTree, trashedDocuments } from './queries.ts'
import { openDesk, type Desk } from './testing/desk.ts'
import { positionAt, type TreeNode } from './tree.ts'

type Step = { who: number; what: 'move' | 'trash' | 'restore' | 'meet'; thing: number; into: number; index: number }

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom('move', 'move', 'move', 'move', 'trash', 'restore', 'meet'),
  thing: fc.nat(),
  into: fc.nat(),
  index: fc.nat(6),
})

const flatten = (nodes: readonly TreeNode[]): TreeNode[] =>
  nodes.flatMap((node) => (node.kind === 'folder' ? [node, ...flatten(node.children)] : [node]))

const childrenOf = (desk: Desk, parent: ReplicaId | undefined) => {
  const tree = documentTree.answer(desk.rows)
  if (!parent) return tree
  const folder = flatten(tree).find(({ id }) => id === parent)
  return folder?.kind === 'folder' ? folder.children : []
}

/** Three desks that know the same five folders and five documents. */
async function threeDesks() {
  const first = openDesk(1)
  const folders: ReplicaId[] = []
  const documents: ReplicaId[] = []
  for (let index = 0; index < 5; index += 1) {
    const folder = await first.run(createFolder, { title: `F${index}` })
    const document = await first.run(createDocument, { title: `D${index}` })
    if (folder.ok) folders.push(folder.value.id)
    if (document.ok) documents.push(document.value.id)
  }
  const desks = [first, openDesk(2), openDesk(3)]
  for (const desk of desks) desk.meet(first)
  return { desks, folders, documents }
}

async function take(step: Step, { desks, folders, documents }: Awaited<ReturnType<typeof threeDesks>>) {
  const desk = desks[step.who]!
  const things = [...folders, ...documents]
  const id = things[step.thing % things.length]!
  const isFolder = folders.includes(id)
  const parent = [undefined, ...folders][step.into % (folders.length + 1)]
  if (step.what === 'meet') desk.meet(desks[step.into % 3]!)
  if (step.what === 'trash') await desk.run(isFolder ? trashFolder : trashDocument, { id })
  if (step.what === 'restore' && isFolder) await desk.run(restoreFolder, { id })
  if (step.what === 'move') {
    const position = positionAt(
      childrenOf(desk, parent).filter((node) => node.id !== id),
      step.index,
    )
    await desk.run(isFolder ? moveFolder : moveDocument, { id, parent: parent ?? null, position })
  }
}

it('after any concurrent moves everyone sees one tree that holds everything visible exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const world = await threeDesks()
      for (const each of steps) await take(each, world)
      const { desks } = world
      for (const desk of desks) for (const other of desks) desk.meet(other)
      const [tree, ...others] = desks.map((desk) => documentTree.answer(desk.rows))
      for (const other of others) expect(other).toEqual(tree)

      const shown = flatten(tree!).map(({ id }) => id)
      expect(new Set(shown).size).toBe(shown.length)
      // Whatever is not shown lies in the trash, itself or with a folder.
      const trash = trashedDocuments.answer(desks[0]!.rows)
      const folderOf = (id: ReplicaId) => desks[0]!.replicas.get(id)!.fields().parent as ReplicaId | undefined
      for (const id of [...world.folders, ...world.documents]) {
        if (shown.includes(id)) continue
        const around = new Set<ReplicaId>()
        for (let at: ReplicaId | undefined = id; at && !around.has(at); at = folderOf(at)) around.add(at)
        expect(trash.some((item) => around.has(item.id))).toBe(true)
      }
      for (const { id } of trash) expect(shown).not.toContain(id)
    }),
    { numRuns: 60 },
  )
})

it('a thing put at an index stands there, where the keys around it differ', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 20 }), (indexes) => {
      const order: { position: string; name: number }[] = []
      indexes.forEach((wanted, name) => {
        const index = Math.min(wanted, order.length)
        order.splice(index, 0, { position: positionAt(order, index), name })
      })
      const sorted = [...order].sort((a, b) => (a.position < b.position ? -1 : 1))
      expect(sorted.map(({ name }) => name)).toEqual(order.map(({ name }) => name))
    }),
  )
})
