import { type Comparison, chosenServers, median, ratioTarget, runs } from './comparison.ts'
import { Crowd, within } from './driver/crowd.ts'
import type { Client } from './driver/client.ts'
import { type Script, seedThrough, writeScript } from './seed.ts'
import { type BenchServer, openServer, type ServerName } from './servers/servers.ts'

export const name = 'Cold start: 200 documents of 100 kB opened at once by 400 clients'

const documents = 200
const edits = 400
const editLength = 250

interface Opened {
  readonly seconds: number
  readonly peakMB: number
}

export async function run(): Promise<Comparison> {
  const columns = chosenServers(['nexus', 'nexus-y', 'hocuspocus', 'y-websocket'])
  const script = longText()
  const found = new Map<ServerName, Opened[]>()
  for (const each of columns) found.set(each, await measure(each, script))
  const row = (pick: (opened: Opened) => number) =>
    Object.fromEntries(columns.map((each) => [each, median((found.get(each) ?? []).map(pick))]))
  const seconds = row((opened) => opened.seconds)
  const peak = row((opened) => opened.peakMB)
  return {
    columns,
    rows: [
      {
        what: 'until all 400 have everything',
        unit: 's',
        values: seconds,
        target: ratioTarget(seconds, { atMost: 0.2, best: 'lowest' }),
      },
      {
        what: 'peak memory of the server',
        unit: 'MB',
        values: peak,
        target: ratioTarget(peak, { atMost: 0.5, best: 'lowest' }),
      },
    ],
    notes: [
      `Each document was written in ${edits} edits of ${editLength} characters, and the server started anew before each run.`,
      'A native client opens a workspace that holds the one document.',
    ],
  }
}

async function measure(server: ServerName, script: Script): Promise<Opened[]> {
  const opened = await openServer(server, { rooms: documents })
  try {
    await seedThrough(opened, script)
    const found: Opened[] = []
    for (let at = 0; at < runs; at += 1) found.push(await openAll(opened, script))
    return found
  } finally {
    await opened.close()
  }
}

async function openAll(server: BenchServer, { clocks }: Script): Promise<Opened> {
  await server.restart()
  await server.process.untilIdle()
  const crowd = new Crowd(server)
  try {
    const start = performance.now()
    const entered = crowd.enter(server.seats(2), { atOnce: 2 * documents })
    // What counts is the content: a server may answer the first question before it has loaded the document.
    await within(
      120_000,
      'every client has the whole document',
      Promise.all([entered, ...crowd.clients.map((each) => whole(each, clocks))]),
    )
    const seconds = (performance.now() - start) / 1000
    return { seconds, peakMB: server.process.peakRssBytes() / 1e6 }
  } finally {
    crowd.close()
  }
}

function whole(client: Client, clocks: number): Promise<void> {
  return new Promise((resolve) => {
    client.onReceived = () => client.received >= clocks && resolve()
  })
}

/** Sentences put in at many places of one paragraph. */
function longText(): Script {
  const sentence = 'The quick brown fox jumps over the lazy dog while five boxing wizards look on. '
    .repeat(4)
    .slice(0, editLength)
  // 7919 is a prime, so the places are spread over the whole text.
  return writeScript(edits, (text, at) => text.insert((at * 7_919) % (text.length + 1), sentence))
}
