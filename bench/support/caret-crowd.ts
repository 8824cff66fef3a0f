import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { WireDevice } from './wire-device.ts'

export interface CaretCrowd {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** The document in which they are. */
  readonly bytes: Uint8Array
  readonly people: number
  readonly movesPerSecond: number
}

const tickMs = 50

/** People whose carets wander through a document, all told by one device: the editors that watch can not tell the difference. */
export function moveCarets(device: WireDevice, crowd: CaretCrowd): { end(): void } {
  const { workspace, replica, people, movesPerSecond } = crowd
  const doc = new Y.Doc()
  Y.applyUpdate(doc, crowd.bytes)
  const content = doc.getXmlFragment('content')
  const everyone = Array.from({ length: people }, () => new Awareness(new Y.Doc()))
  let turn = 0
  const move = () => {
    const person = everyone[turn % people]
    turn += 1
    if (!person) return
    const block = content.get((turn * 37) % content.length) as Y.XmlElement
    const caret = Y.createRelativePositionFromTypeIndex(block.get(0) as Y.XmlText, turn % 7)
    person.setLocalState({ user: { name: `Person ${turn % people}` }, cursor: { anchor: caret, head: caret } })
    device.send({ kind: 'presence', workspace, replica, bytes: encodeAwarenessUpdate(person, [person.clientID]) })
  }
  device.send({ kind: 'watch', workspace, replica })
  for (const _ of everyone) move()
  const timer = setInterval(() => {
    for (let moved = 0; moved < (movesPerSecond * tickMs) / 1_000; moved += 1) move()
  }, tickMs)
  return {
    end: () => {
      clearInterval(timer)
      for (const person of everyone) person.destroy()
    },
  }
}
