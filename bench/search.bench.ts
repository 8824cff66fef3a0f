import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseQuery } from '#shared/assistant/search/query.ts'
import { bestOf, maxRanked } from '#shared/assistant/search/rank.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import type { Measure } from './support/measure.ts'

export const name =
  'Search in 10,000 documents of 200 words: what holds the words, and the best twenty of the latest with their snippets'

const documents = 10_000
const batch = 500
const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const author = 'user:bench' as PrincipalId
const device = `device_${'0'.repeat(26)}` as DeviceId

/** Without the check of what may be read, which is one look into a map a thing. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const storage = openSqliteStorage(folder)
  try {
    const store = await storage.organisation(`org_${'a'.repeat(26)}` as OrganisationId)
    await store.createWorkspace({ id: workspace, name: 'Bench', createdAt: 1 }, author)
    const start = performance.now()
    for (let from = 0; from < documents; from += batch) await write(store, from)
    const perThousand = ((performance.now() - start) / documents) * 1_000
    return [
      { what: 'writing 1,000 of them, words and log', value: perThousand, unit: 'ms' },
      { what: 'a word that is in one', value: await timeOf(store, 'unique4711 '), unit: 'ms' },
      { what: 'two words that are in some', value: await timeOf(store, 'word77 word123 '), unit: 'ms' },
      { what: 'a word with a slip, in a vocabulary of 15,000', value: await slipTime(store), unit: 'ms' },
      { what: 'the beginning of a word that is in all', value: await timeOf(store, 'wor'), unit: 'ms' },
    ]
  } finally {
    await storage.close()
    await rm(folder, { recursive: true })
  }
}

async function write({ log }: OrganisationStore, from: number): Promise<void> {
  const numbers = Array.from({ length: batch }, (_, at) => from + at)
  const idOf = (number: number) => `document_${String(number).padStart(26, '0')}` as ReplicaId
  await log.append(
    numbers.map((number) => {
      const bytes = new TextEncoder().encode(`change ${number}`)
      const hash = createHash('sha256').update(bytes).digest()
      return { workspace, replica: idOf(number), kind: 'yjs', bytes, hash, author, device, timeMs: number }
    }),
  )
  await log.sorted('now')
  const effects = numbers.map((number) => {
    const words = Array.from({ length: 200 }, (_, at) => `word${(number * 37 + at * at * 11) % 5_000}`)
    const [title, text] = [`Page ${number}`, `${words.join(' ')} unique${number}`]
    const line = (part: string) =>
      wordsOf(part)
        .map(({ token }) => token)
        .join(' ')
    const said = { type: 'document', title, text, titleWords: line(title), textWords: line(text) }
    return { kind: 'text', replica: idOf(number), text: said } as const
  })
  await log.advance({ consumer: 'search', workspace, from, to: from + batch, effects })
}

/** The median of some. */
async function timeOf({ log }: OrganisationStore, typed: string): Promise<number> {
  const query = parseQuery(typed)
  const times: number[] = []
  for (let turn = 0; turn < 15; turn += 1) {
    const start = performance.now()
    const holding = await log.holding(workspace, { types: ['document'], terms: query.terms })
    const latest = holding.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, maxRanked)
    const texts = await log.textsOf(
      workspace,
      latest.map(({ replica }) => replica),
    )
    bestOf(
      texts.map(({ replica: id, ...said }) => ({ id, ...said, type: 'document', changedAt: 1 })),
      query,
      20,
    )
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[7] ?? 0
}

/** Words like one that nothing holds: the part of the vocabulary with its first letter is read, some of it a turn. */
async function slipTime({ log }: OrganisationStore): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 15; turn += 1) {
    const start = performance.now()
    await log.wordsLike(workspace, { token: 'wordsmiht', isPrefix: false })
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[7] ?? 0
}
