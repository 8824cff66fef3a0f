import {
  createShapeId,
  defaultBindingUtils,
  defaultShapeUtils,
  Editor,
  type TLAnyShapeUtilConstructor,
  type TLShape,
} from 'tldraw'
import { afterEach, expect, it } from 'vitest'
import { guardUndo } from './own-undo.ts'
import { type BoardPeer, openPeer, recordOf, syncAll } from './testing/board-peer.ts'

const page = 'page:page'
const id = createShapeId('a')
const opened: (() => void)[] = []
afterEach(() => opened.splice(0).forEach((close) => close()))

/** Ana has the library's editor on her store, as on the screen; Bo is another tab. */
function anaAndBo(): { ana: BoardPeer; bo: BoardPeer; editor: Editor } {
  const [ana, bo] = [openPeer(), openPeer()]
  const editor = new Editor({
    store: ana.store,
    shapeUtils: defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[],
    bindingUtils: defaultBindingUtils,
    tools: [],
    getContainer: () => document.body,
  })
  const unguard = guardUndo(editor)
  opened.push(unguard, () => editor.dispose())
  return { ana, bo, editor }
}
const note = () => recordOf(id, 'note', { parent: page, order: 'a1' }) as TLShape
const move = (editor: Editor, x: number) => {
  editor.markHistoryStoppingPoint('move')
  editor.updateShape({ id, type: 'note', x })
}
const paint = (peer: BoardPeer, color: string) =>
  peer.store.update(id, (shape) => ({ ...shape, props: { ...shape.props, color } }) as typeof shape)

it("undo takes back one's own move and leaves another's colour", () => {
  const { ana, bo, editor } = anaAndBo()
  ana.store.put([note()])
  syncAll([ana, bo])
  move(editor, 50)
  syncAll([ana, bo])
  paint(bo, 'red')
  syncAll([ana, bo])
  editor.undo()
  expect(ana.get(id)).toMatchObject({ x: 0, props: { color: 'red' } })
  editor.redo()
  expect(ana.get(id)).toMatchObject({ x: 50, props: { color: 'red' } })
  syncAll([ana, bo])
  expect(bo.records()).toEqual(ana.records())
})

it('a value that somebody else has put over mine stays', () => {
  const { ana, bo, editor } = anaAndBo()
  ana.store.put([note()])
  syncAll([ana, bo])
  move(editor, 50)
  syncAll([ana, bo])
  bo.store.update(id, (shape) => ({ ...shape, x: 70 }))
  syncAll([ana, bo])
  editor.undo()
  expect(ana.get(id)).toMatchObject({ x: 70 })
  move(editor, 90)
  editor.undo()
  expect(ana.get(id)).toMatchObject({ x: 70 })
})

it('undo does not bring back what somebody else removed, but what one has removed oneself', () => {
  const { ana, bo, editor } = anaAndBo()
  ana.store.put([note()])
  syncAll([ana, bo])
  move(editor, 50)
  syncAll([ana, bo])
  bo.store.remove([id])
  syncAll([ana, bo])
  editor.undo()
  syncAll([ana, bo])
  for (const peer of [ana, bo]) expect(peer.records()[id]).toBeUndefined()

  const other = createShapeId('b')
  editor.markHistoryStoppingPoint('make')
  editor.createShape({ id: other, type: 'geo', x: 3 })
  editor.markHistoryStoppingPoint('remove')
  editor.deleteShapes([other])
  syncAll([ana, bo])
  expect(bo.records()[other]).toBeUndefined()
  editor.undo()
  syncAll([ana, bo])
  expect(bo.get(other)).toMatchObject({ x: 3 })
})

it("never undoes another's edits: with none of one's own there is nothing to undo", () => {
  const { ana, bo, editor } = anaAndBo()
  bo.store.put([note()])
  syncAll([ana, bo])
  expect(editor.getCanUndo()).toBe(false)
  editor.undo()
  expect(ana.records()[id]).toBeDefined()
})

it('what the library does by itself to a tied arrow ends up the same on both sides', () => {
  const { ana, bo, editor } = anaAndBo()
  bo.store.put([
    recordOf('shape:arrow', 'arrow', { parent: page, order: 'a7' }),
    recordOf('shape:box', 'form', { parent: page, order: 'a2' }),
    recordOf('binding:tie', 'tie', { from: 'shape:arrow', to: 'shape:box', end: 'end' }),
  ])
  syncAll([ana, bo])
  expect(ana.records()).toEqual(bo.records())
  editor.deleteShapes([createShapeId('box')])
  syncAll([ana, bo])
  expect(bo.records()).toEqual(ana.records())
  expect(Object.keys(bo.records())).toEqual(expect.arrayContaining(['shape:arrow']))
  expect(bo.records()['binding:tie']).toBeUndefined()
})
