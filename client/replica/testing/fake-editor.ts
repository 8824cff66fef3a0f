import * as Y from 'yjs'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { Engine } from '../engine-contract.ts'
import { settle } from './engine-world.ts'

/** What a screen does with an open document, without a screen. */
export interface FakeEditor {
  readonly id: ReplicaId
  text(): string
  /** At the end of the text. */
  type(words: string): void
  edit(change: (content: Y.XmlFragment) => void): void
  /** What is typed next is another step. */
  pause(): void
  /** A change of another person, made on a copy of what is here now. */
  receive(change: (text: Y.XmlText) => void): void
  receiveIn(change: (content: Y.XmlFragment) => void): void
  close(): void
}

export async function openEditor(engine: Engine, id: ReplicaId): Promise<FakeEditor> {
  const open = engine.openReplica(documentType, id)
  await settle()
  const state = open.state.get()
  if (state.status !== 'open' || !state.doc || !state.history) throw new Error(state.status)
  const { doc, replica } = state
  const origin = Symbol('fake editor')
  const unfollow = state.history.follow({ origin, label: 'Typing', pauseMs: 60_000, isOnScreen: () => true })
  const content = doc.getXmlFragment('content')
  const edit = (change: (content: Y.XmlFragment) => void) => doc.transact(() => change(content), origin)
  const receiveIn = (change: (content: Y.XmlFragment) => void) => {
    const theirs = openYjsReplica({ id, shape: {}, actor: '00'.repeat(16) })
    theirs.apply([replica.save()])
    theirs.onLocalChange((bytes) => void replica.apply([bytes]))
    change(theirs.doc.getXmlFragment('content'))
  }
  return {
    id,
    text: () => wordsOf(content),
    type: (words) => edit((whole) => textIn(whole).insert(textIn(whole).length, words)),
    edit,
    pause: () => state.history?.stop(),
    receive: (change) => receiveIn((whole) => change(textIn(whole))),
    receiveIn,
    close: () => {
      unfollow()
      open.close()
    },
  }
}

/** The text of the first paragraph, which is made when there is none. */
function textIn(content: Y.XmlFragment): Y.XmlText {
  const first = content.length > 0 ? content.get(0) : undefined
  if (first instanceof Y.XmlElement) return first.get(0) as Y.XmlText
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  content.insert(0, [paragraph])
  return text
}

function wordsOf(content: Y.XmlFragment): string {
  return content
    .toArray()
    .flatMap((block) => (block instanceof Y.XmlElement ? block.toArray() : []))
    .map((text) =>
      text instanceof Y.XmlText
        ? text
            .toDelta()
            .map(({ insert }: { insert: string }) => insert)
            .join('')
        : '',
    )
    .join('\n')
}
