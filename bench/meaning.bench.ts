import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import type { Measure } from './support/measure.ts'

export const name =
  'Search by meaning in 10,000 passages of 2,500 documents, 768 dimensions: the nearest twelve among those that may be found'

const documents = 2_500
const perDocument = 4
const dimensions = 768
const batch = 250
const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const author = 'user:bench' as PrincipalId
const device = `device_${'0'.repeat(26)}` as DeviceId
const idOf = (number: number) => `document_${String(number).padStart(26, '0')}` as ReplicaId

/** Without the endpoint, which takes as long as it takes. `longest`: how long the event loop was held up by a question. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const storage = openSqliteStorage(folder)
  try {
    const store = await storage.organisation(`org_${'a'.repeat(26)}` as OrganisationId)
    await store.createWorkspace({ id: workspace, name: 'Bench', createdAt: 1 }, author)
    await store.embeddings.setModel('bench')
    const start = performance.now()
    for (let from = 0; from < documents; from += batch) await write(store, from)
    await embed(store)
    const perThousand = ((performance.now() - start) / (documents * perDocument)) * 1_000
    const all = Array.from({ length: documents }, (_, at) => idOf(at))
    const [whole, longest] = await timeOf(store, all)
    const most = await timeOf(
      store,
      all.filter((_, at) => at % 10 !== 0),
    )
    const few = await timeOf(store, all.slice(0, 50))
    return [
      { what: 'writing 1,000 passages, log and vectors', value: perThousand, unit: 'ms' },
      { what: 'among all', value: whole, unit: 'ms' },
      { what: 'among nine tenths', value: most[0], unit: 'ms' },
      { what: 'among fifty documents', value: few[0], unit: 'ms' },
      { what: 'longest turn of the event loop meanwhile', value: longest, unit: 'ms' },
    ]
  } finally {
    await storage.close()
    await rm(folder, { recursive: true })
  }
}

let seed = 1
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
  return seed / 0x7fffffff - 0.5
}

const vector = () => Int8Array.from({ length: dimensions }, () => Math.round(random() * 254))
const hashOf = (text: string) => createHash('sha256').update(text).digest()

async function write({ log, embeddings }: OrganisationStore, from: number): Promise<void> {
  const numbers = Array.from({ length: batch }, (_, at) => from + at)
  await log.append(
    numbers.map((number) => {
      const bytes = new TextEncoder().encode(`change ${number}`)
      return {
        workspace,
        replica: idOf(number),
        kind: 'yjs',
        bytes,
        hash: hashOf(`${number}`),
        author,
        device,
        timeMs: 1,
      }
    }),
  )
  await log.sorted('now')
  const text = { type: 'document', title: 'Page', text: '', titleWords: '', textWords: '' }
  const effects = numbers.map((number) => ({ kind: 'text', replica: idOf(number), text }) as const)
  await log.advance({ consumer: 'search', workspace, from, to: from + batch, effects })
  const space = (await embeddings.space())?.number ?? 0
  const things = numbers.map((number) => ({
    replica: idOf(number),
    passages: Array.from({ length: perDocument }, (_, at) => {
      const hash = hashOf(`${number} ${at}`).subarray(0, 16)
      return { start: 0, end: 0, hash }
    }),
  }))
  await embeddings.putPassages({ workspace, from, to: from + batch, space, things })
}

async function embed({ embeddings }: OrganisationStore): Promise<void> {
  const space = (await embeddings.space())?.number ?? 0
  for (;;) {
    const waiting = await embeddings.waiting(32)
    if (waiting.length === 0) return
    await embeddings.putVectors(space, {
      dimensions,
      vectors: waiting.map(({ hash }) => ({ hash, vector: vector() })),
    })
  }
}

/** The median of some, and the longest time for which nobody else had a turn. */
async function timeOf({ embeddings }: OrganisationStore, among: readonly ReplicaId[]): Promise<[number, number]> {
  const space = (await embeddings.space())?.number ?? 0
  const times: number[] = []
  let [last, longest] = [performance.now(), 0]
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 1)
    last = performance.now()
  }, 1)
  for (let turn = 0; turn < 15; turn += 1) {
    const start = performance.now()
    await embeddings.nearest(workspace, { space, vector: vector(), among, limit: 12 })
    times.push(performance.now() - start)
  }
  clearInterval(watch)
  return [times.toSorted((a, b) => a - b)[7] ?? 0, longest]
}
