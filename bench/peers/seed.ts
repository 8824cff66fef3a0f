import * as Y from 'yjs'
import { Crowd, within } from './driver/crowd.ts'
import type { Client } from './driver/client.ts'
import type { BenchServer } from './servers/servers.ts'

/** Updates of one author, in order, and what they come to. */
export interface Script {
  readonly updates: readonly Uint8Array[]
  /** The author's clocks after each of them. */
  readonly clocksAfter: readonly number[]
  /** What a client has received when it has everything. */
  readonly clocks: number
  readonly text: string
}

/** Below the ids of those who write live. */
const authorId = 0x30000000
/** Sent and not yet seen by the reader; keeps a server's memory from deciding how long seeding takes. */
const underWay = 1_000
/** LevelDB takes a good while for 260,000 updates. */
const storedWithinMs = 300_000

/** One author's edits of a paragraph; `edit` is called `count` times, each call makes one update. */
export function writeScript(count: number, edit: (text: Y.XmlText, at: number) => void): Script {
  const doc = new Y.Doc()
  doc.clientID = authorId
  const updates: Uint8Array[] = []
  const clocksAfter: number[] = []
  doc.on('update', (update: Uint8Array) => {
    updates.push(update)
    clocksAfter.push(Y.getState(doc.store, authorId))
  })
  const text = new Y.XmlText()
  doc.transact(() => {
    const paragraph = new Y.XmlElement('paragraph')
    doc.getXmlFragment('content').insert(0, [paragraph])
    paragraph.insert(0, [text])
  })
  for (let at = 0; at < count; at += 1) doc.transact(() => edit(text, at))
  return { updates, clocksAfter, clocks: Y.getState(doc.store, authorId), text: textOf(doc) }
}

export function textOf(doc: Y.Doc): string {
  const paragraph = doc.getXmlFragment('content').get(0) as Y.XmlElement
  return (paragraph.get(0) as Y.XmlText).toString()
}

/**
 * Plays the script into every room of the server, through its own door, so that each stores it in its own way; a reader in the room sees
 * it all. Afterwards the server is idle, nobody is connected, and what it has stored is what each restart begins with.
 */
export async function seedThrough(server: BenchServer, script: Script): Promise<void> {
  const crowd = new Crowd(server)
  try {
    await crowd.enter(server.seats(2))
    const rooms = crowd.rooms.map(({ clients }) => clients as [Client, Client])
    let next = 0
    const playNext = async () => {
      for (let at = next++; at < rooms.length; at = next++) await play(rooms[at] as [Client, Client], script)
    }
    await within(600_000, 'every document is written', Promise.all(Array.from({ length: 8 }, playNext)))
    await server.process.untilIdle(storedWithinMs)
  } finally {
    crowd.close()
  }
  // Hocuspocus writes a document when the last one leaves it.
  await server.process.untilIdle(storedWithinMs)
  await server.keepData()
}

async function play([author, reader]: [Client, Client], { updates, clocksAfter, clocks }: Script): Promise<void> {
  let tell: () => void = () => {}
  reader.onReceived = () => tell()
  const untilReader = async (wanted: number) => {
    while (reader.received < wanted) await new Promise<void>((resolve) => (tell = resolve))
  }
  for (const [at, update] of updates.entries()) {
    await untilReader(clocksAfter[at - underWay] ?? 0)
    author.sendUpdate(update)
  }
  await untilReader(clocks)
  reader.onReceived = undefined
}
