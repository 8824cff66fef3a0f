import type { OrganisationId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import { operator } from '#server/access/operator-access.ts'
import type { EmbeddingSpace, MadeVectors } from '#server/storage/embedding-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { noteOf } from '#server/tenancy/act.ts'
import type { Providers } from '../providers/providers.ts'
import type { EmbeddingsSaid } from './ask-embeddings.ts'
import { type EmbeddingBudgetPorts, mostTokensOf, reserveEmbedding } from './embedding-budget.ts'

export interface BatchPorts extends EmbeddingBudgetPorts {
  readonly storage: Pick<Storage, 'organisation'>
  readonly providers: Pick<Providers, 'embed'>
}

export interface Batch {
  readonly organisation: OrganisationId
  readonly space: EmbeddingSpace
  readonly batch: readonly AskedPassage[]
  readonly signal: AbortSignal
}

interface AskedPassage {
  readonly hash: Uint8Array
  readonly input: string
}

type BatchRefusal = 'no-budget' | 'other-model' | 'failed'
type Vectors = Outcome<BatchRefusal | 'not-taken', readonly Int8Array[]>

/** What may be asked again costs nobody much. */
const limits = { firstMs: 60_000, idleMs: 20_000, totalMs: 120_000 }

/**
 * Vectors for a batch. Where the endpoint does not take it as a whole, each is asked for alone: one that it does not take, although it takes others,
 * has none, and is not asked for again.
 */
export async function askBatch(ports: BatchPorts, asked: Batch): Promise<Outcome<BatchRefusal, MadeVectors>> {
  const whole = await askAll(ports, asked, asked.batch)
  if (whole.ok) return done(madeOf(asked.batch, whole.value))
  const [first] = asked.batch
  // Less than a batch may be left.
  if (whole.reason === 'no-budget' && first && asked.batch.length > 1)
    return askBatch(ports, { ...asked, batch: [first] })
  if (whole.reason !== 'not-taken') return refused(whole.reason, whole.detail)
  const found: (Int8Array | undefined)[] = []
  for (const one of asked.batch) {
    const alone = await askAll(ports, asked, [one])
    if (!alone.ok && alone.reason !== 'not-taken') return refused(alone.reason, alone.detail)
    found.push(alone.ok ? alone.value[0] : undefined)
  }
  if (found.some(Boolean)) return done(madeOf(asked.batch, found))
  // Perhaps it takes nothing at all.
  const probe = await askAll(ports, asked, [{ hash: new Uint8Array(), input: 'nexus' }])
  if (!probe.ok) return refused(probe.reason === 'not-taken' ? 'failed' : probe.reason, probe.detail)
  return done({ ...madeOf(asked.batch, found), dimensions: probe.value[0]?.length ?? 0 })
}

function madeOf(batch: readonly AskedPassage[], found: readonly (Int8Array | undefined)[]): MadeVectors {
  const dimensions = found.find(Boolean)?.length ?? 0
  return { dimensions, vectors: batch.map(({ hash }, at) => ({ hash, vector: found[at] })) }
}

async function askAll(ports: BatchPorts, asked: Batch, passages: readonly AskedPassage[]): Promise<Vectors> {
  const { organisation, space, signal } = asked
  const inputs = passages.map(({ input }) => input)
  const budget = await reserveEmbedding(ports, { organisation, tokens: mostTokensOf(inputs) })
  if (!budget) return noBudget
  const use = { by: operator, purpose: 'texts embedded' }
  const said = await ports.providers.embed(organisation, use, { space: space.model, inputs, signal, limits })
  await budget.settle(said?.used ?? 0)
  if (!said) return refused('other-model')
  await note(ports, { organisation, passages: inputs.length, said })
  if (said.outcome.ok) return said.outcome
  return refused(said.isNotTaken ? 'not-taken' : 'failed', said.outcome.detail)
}

const noBudget = refused(
  'no-budget',
  'What embeddings may cost in this month is used up. It goes on next month, or when the limit is raised.',
)

interface Said {
  readonly organisation: OrganisationId
  readonly passages: number
  readonly said: EmbeddingsSaid
}

async function note({ storage, clock }: BatchPorts, { organisation, passages, said }: Said): Promise<void> {
  const { audit } = await storage.organisation(organisation)
  const body = { for: 'texts', passages, ok: said.outcome.ok, tokens: said.used }
  const act = { action: 'assistant.embedded', object: `organization:${organisation}`, body }
  await audit.insertNote(noteOf(clock, { by: operator }, act))
}
