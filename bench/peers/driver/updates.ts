import * as Y from 'yjs'
import type { In, Out } from './bytes.ts'

/** Clocks that a writer's first update takes: the paragraph, its text and the first character. */
export const openingClocks = 3
const keystroke = 'x'.charCodeAt(0)

/** The first update of a writer: a paragraph of its own with one character, as an editor makes it. */
export function openingUpdate(clientId: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.transact(() => {
    const paragraph = new Y.XmlElement('paragraph')
    doc.getXmlFragment('content').insert(0, [paragraph])
    const text = new Y.XmlText()
    paragraph.insert(0, [text])
    text.insert(0, 'x')
  })
  return Y.encodeStateAsUpdate(doc)
}

/** The character that follows the one of `clock - 1`: what Yjs itself encodes (`checkKeystroke` compares), without a Y.Doc. */
export function writeKeystroke(out: Out, clientId: number, clock: number): void {
  out.byte(1).byte(1).uint(clientId).uint(clock)
  // An item with a left origin and string content, then no deletions.
  out
    .byte(0x84)
    .uint(clientId)
    .uint(clock - 1)
    .byte(1)
    .byte(keystroke)
    .byte(0)
}

export function keystrokeLength(clientId: number, clock: number): number {
  return 6 + 2 * uintLength(clientId) + uintLength(clock) + uintLength(clock - 1)
}

export function uintLength(value: number): number {
  let length = 1
  for (let left = value; left > 127; left = Math.floor(left / 128)) length += 1
  return length
}

/** Throws when the hand-made bytes are not what Yjs makes of the same keystrokes. */
export function checkKeystroke(out: Out): void {
  const clientId = 0x40000001
  const doc = new Y.Doc()
  Y.applyUpdate(doc, openingUpdate(clientId))
  doc.clientID = clientId
  const text = (doc.getXmlFragment('content').get(0) as Y.XmlElement).get(0) as Y.XmlText
  doc.on('update', (expected: Uint8Array) => {
    const clock = openingClocks + text.length - 2
    writeKeystroke(out.clear(), clientId, clock)
    const isSame = out.taken().equals(expected) && out.length === keystrokeLength(clientId, clock)
    if (!isSame) throw new Error('bug: a keystroke is not encoded as Yjs encodes it')
  })
  for (let count = 0; count < 300; count += 1) text.insert(text.length, 'x')
}

export interface StructSink {
  /** The update holds `length` clocks of a client from `clock` on. */
  structs(clientId: number, clock: number, length: number): void
}

/**
 * Tells which clocks an update (version 1) holds without building anything: servers may merge updates, so what is counted are
 * clocks. Deletions are passed over. Text must be ASCII, so that its bytes are its clocks.
 */
export function scanUpdate(input: In, sink: StructSink): void {
  for (let clients = input.uint(); clients > 0; clients -= 1) {
    let structs = input.uint()
    const clientId = input.uint()
    const first = input.uint()
    let clock = first
    let from = first
    for (; structs > 0; structs -= 1) {
      const info = input.byte()
      const isSkipped = (info & 31) === 10
      if (isSkipped && clock > from) sink.structs(clientId, from, clock - from)
      clock += structLength(input, info)
      if (isSkipped) from = clock
    }
    if (clock > from) sink.structs(clientId, from, clock - from)
  }
}

function structLength(input: In, info: number): number {
  const content = info & 31
  if (content === 0 || content === 10) return input.uint()
  if (info & 0x80) skipId(input)
  if (info & 0x40) skipId(input)
  if (!(info & 0xc0)) {
    if (input.uint() === 1) input.skipSized()
    else skipId(input)
    if (info & 0x20) input.skipSized()
  }
  return contentLength(input, content)
}

function contentLength(input: In, content: number): number {
  switch (content) {
    case 1:
      return input.uint()
    case 4:
      return input.skipSized()
    case 6:
      input.skipSized()
      input.skipSized()
      return 1
    case 7: {
      const type = input.uint()
      if (type === 3 || type === 5) input.skipSized()
      return 1
    }
    default:
      throw new Error(`An update holds content of kind ${content}, which no bench wrote.`)
  }
}

function skipId(input: In): void {
  input.uint()
  input.uint()
}
