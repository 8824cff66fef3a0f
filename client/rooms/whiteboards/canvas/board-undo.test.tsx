import { createShapeId, type Editor, type TLShape } from 'tldraw'
import { expect, it, onTestFinished } from 'vitest'
import { boardType } from '#shared/rooms/whiteboards/index.ts'
import { ContentUndo } from '#client/replica/content-undo.ts'
import type { Handle } from '#client/replica/replica-registry.ts'
import { type UndoSide, UndoStack } from '#client/replica/undo-stack.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { joinHistory } from './one-history.ts'
import { type BoardPeer, openPeer, recordOf, syncAll } from './testing/board-peer.ts'
import { openEditor } from './testing/open-editor.ts'

const page = 'page:page'
const id = createShapeId('a')

/** Ana has the library's editor on her store, as on the screen; Bo is another tab. */
function anaAndBo(): { ana: BoardPeer; bo: BoardPeer; editor: Editor } {
  const [ana, bo] = [openPeer(), openPeer()]
  const editor = openEditor(ana)
  onTestFinished(joinHistory(editor, ana.binding, historyOf(ana)))
  return { ana, bo, editor }
}

/** The app's stack, over this one board. */
function historyOf({ doc }: BoardPeer) {
  const workspace = 'ws_here' as WorkspaceId
  const stack = new UndoStack()
  stack.show(workspace)
  const handle = { workspace, id: 'board_a', type: boardType, replica: { doc }, users: 1 } as unknown as Handle
  const history: ContentUndo = new ContentUndo(handle, {
    did: (step) => {
      const replicas = [{ type: boardType, id: handle.id, isNew: false, steps: [], contents: [step] }]
      stack.did(workspace, { id: stack.begin(), label: 'Drawing', editedIn: handle.id, replicas })
    },
    mayGrow: (step) => stack.mayGrow(workspace, step),
    withdrawn: (step) => stack.withdrawn(workspace, step),
    onShown: () => {},
    onKept: () => {},
    onClosed: () => {},
  })
  const take = (side: UndoSide) => {
    history.flush()
    for (let entry = stack.find(workspace, side); entry; entry = stack.find(workspace, side)) {
      if (entry.replicas[0]?.contents[0]?.take()) return stack.moved(workspace, side, entry)
      stack.dropped(workspace, side, entry)
    }
  }
  const steps = { undo: () => take('undo'), redo: () => take('redo') }
  return { history, steps, state: stack.state, label: 'Drawing' }
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
  bo.store.put([note()])
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

it('each mark of the library begins a step, however quickly they follow, and a whole drag is one', () => {
  const { ana, bo, editor } = anaAndBo()
  ana.store.put([note()])
  syncAll([ana, bo])
  for (const x of [10, 20, 30]) {
    editor.updateShape({ id, type: 'note', x })
    ana.tick()
  }
  move(editor, 40)
  move(editor, 50)
  const places = [ana.get(id).x]
  for (let step = 0; step < 3; step += 1) {
    editor.undo()
    places.push(ana.records()[id] ? ana.get(id).x : undefined)
  }
  expect(places).toEqual([50, 40, 30, undefined])
  editor.redo()
  expect(ana.get(id).x).toBe(30)
  syncAll([ana, bo])
  expect(bo.records()).toEqual(ana.records())
})

it('Escape in a drag leaves no step, keeps what others changed meanwhile, and what is done then can be undone', () => {
  const { ana, bo, editor } = anaAndBo()
  bo.store.put([note()])
  syncAll([ana, bo])
  editor.markHistoryStoppingPoint('drag')
  editor.updateShape({ id, type: 'note', x: 50 })
  syncAll([ana, bo])
  paint(bo, 'red')
  syncAll([ana, bo])
  expect(editor.getCanUndo()).toBe(true)
  editor.bail()
  expect(ana.get(id)).toMatchObject({ x: 0, props: { color: 'red' } })
  expect(editor.getCanUndo()).toBe(false)
  move(editor, 70)
  ana.tick()
  editor.undo()
  expect(ana.get(id)).toMatchObject({ x: 0, props: { color: 'red' } })
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
