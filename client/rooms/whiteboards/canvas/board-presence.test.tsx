import { expect, it, onTestFinished } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { sharePresence } from './board-presence.ts'
import { openPeer, recordOf, syncAll } from './testing/board-peer.ts'
import { openEditor } from './testing/open-editor.ts'

function openScreen() {
  const peer = openPeer()
  const editor = openEditor(peer)
  const awareness = new Awareness(new Y.Doc())
  const waiting: (() => void)[] = []
  const stop = sharePresence({
    editor,
    awareness,
    colorOf: (color) => color.toUpperCase(),
    now: () => 1,
    schedule: (run) => {
      waiting.push(run)
      return () => void waiting.splice(0)
    },
  })
  onTestFinished(() => {
    stop()
    awareness.destroy()
  })
  const tick = () => waiting.splice(0).forEach((run) => run())
  const others = () => peer.store.allRecords().filter(({ typeName }) => typeName === 'instance_presence')
  return { peer, editor, awareness, stop, tick, others }
}
type Screen = ReturnType<typeof openScreen>

/** As the server does it: the name is stamped on the way, whatever the bytes say. */
function send(from: Screen, to: Screen): void {
  const { clientID } = from.awareness
  applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [clientID]), 'wire')
  const state = to.awareness.getStates().get(clientID)
  if (state) state.user = { name: 'Bo', color: '#abcdef' }
  to.awareness.emit('change', [{ added: [], updated: [clientID], removed: [] }, 'wire'])
}

it("another's cursor and selection show with name and colour, and go when they leave", () => {
  const [ana, bo] = [openScreen(), openScreen()]
  bo.peer.store.put([recordOf('shape:a', 'note', { parent: 'page:page', order: 'a1' })])
  syncAll([ana.peer, bo.peer])
  bo.editor.select('shape:a' as never)
  bo.tick()
  send(bo, ana)
  expect(ana.others()).toMatchObject([
    { userName: 'Bo', color: '#ABCDEF', selectedShapeIds: ['shape:a'], currentPageId: 'page:page' },
  ])
  bo.stop()
  send(bo, ana)
  expect(ana.others()).toEqual([])
})

it('many moves are told as one; presence that makes no sense is left out', () => {
  const [ana, bo] = [openScreen(), openScreen()]
  let told = 0
  bo.awareness.on('update', () => (told += 1))
  for (const x of [1, 2, 3]) bo.editor.updateInstanceState({ cursor: { type: 'default', rotation: x } })
  bo.tick()
  expect(told).toBe(1)
  for (const board of [7, 'x', {}, { page: 3, cursor: null }, { page: 'page:page', cursor: { x: 'left' } }]) {
    bo.awareness.setLocalStateField('board', board)
    send(bo, ana)
    expect(ana.others()).toEqual([])
  }
})
