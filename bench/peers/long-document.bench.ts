import * as Y from 'yjs'
import { type Comparison, chosenServers, median, ratioTarget, runs } from './comparison.ts'
import { Crowd, within } from './driver/crowd.ts'
import type { Client } from './driver/client.ts'
import { type Script, seedThrough, textOf, writeScript } from './seed.ts'
import { type BenchServer, openServer, type ServerName } from './servers/servers.ts'

export const name = 'One document of 260,000 editing operations, new client, cold server'

const operations = Number(process.env.BENCH_OPERATIONS ?? 260_000)

interface Opened {
  readonly receivedMs: number
  readonly readyMs: number
  readonly kBytes: number
}

export async function run(): Promise<Comparison> {
  const columns = chosenServers(['nexus', 'nexus-y', 'hocuspocus', 'y-websocket'])
  const script = typing()
  const found = new Map<ServerName, Opened[]>()
  for (const each of columns) found.set(each, await measure(each, script))
  const row = (pick: (opened: Opened) => number) =>
    Object.fromEntries(columns.map((each) => [each, median((found.get(each) ?? []).map(pick))]))
  const ready = row((opened) => opened.readyMs)
  return {
    columns,
    rows: [
      { what: 'until everything is received', unit: 'ms', values: row((opened) => opened.receivedMs) },
      {
        what: 'until a Y.Doc shows the text',
        unit: 'ms',
        values: ready,
        target: ratioTarget(ready, { atMost: 0.5, best: 'lowest' }),
      },
      { what: 'updates received', unit: 'kB', values: row((opened) => opened.kBytes) },
    ],
    notes: [
      'From the opening of the socket. The server started anew and was idle; the text is compared with the author’s.',
    ],
  }
}

async function measure(server: ServerName, script: Script): Promise<Opened[]> {
  const opened = await openServer(server, { rooms: 1 })
  try {
    await seedThrough(opened, script)
    const found: Opened[] = []
    for (let at = 0; at < runs; at += 1) found.push(await openOne(opened, script))
    return found
  } finally {
    await opened.close()
  }
}

async function openOne(server: BenchServer, { clocks, text }: Script): Promise<Opened> {
  await server.restart()
  await server.process.untilIdle()
  const crowd = new Crowd(server)
  try {
    const start = performance.now()
    const entered = crowd.enter(server.seats(1))
    const client = crowd.clients[0] as Client
    client.kept = []
    const whole = new Promise<void>((resolve) => (client.onReceived = () => client.received >= clocks && resolve()))
    await within(120_000, 'the client has the whole document', Promise.all([entered, whole]))
    const receivedMs = performance.now() - start
    const doc = new Y.Doc()
    doc.transact(() => {
      for (const update of client.kept ?? []) Y.applyUpdate(doc, update)
    })
    if (textOf(doc) !== text) throw new Error(`${server.name} gave another text than it was given.`)
    const bytes = client.kept.reduce((sum, update) => sum + update.length, 0)
    return { receivedMs, readyMs: performance.now() - start, kBytes: bytes / 1000 }
  } finally {
    crowd.close()
  }
}

/**
 * Typing as editing traces show it: runs of characters at a cursor, a run of deletions now and then, and the cursor put elsewhere. The
 * numbers come from a small generator, so that every run types the same.
 */
function typing(): Script {
  const next = generator(20_260_101)
  let cursor = 0
  let left = 0
  let isDeleting = false
  return writeScript(operations, (text) => {
    if (left === 0) {
      left = 1 + Math.floor(next() * 24)
      isDeleting = text.length > 200 && next() < 0.25
      if (next() < 0.3) cursor = Math.floor(next() * (text.length + 1))
    }
    left -= 1
    if (isDeleting && cursor > 0) {
      cursor -= 1
      text.delete(cursor, 1)
    } else {
      text.insert(cursor, 'abcdefghijklmnopqrstuvwxyz '.charAt(Math.floor(next() * 27)))
      cursor += 1
    }
  })
}

/** mulberry32: numbers from 0 to 1 of a seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
