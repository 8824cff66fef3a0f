import { mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Quotas } from '#server/tenancy/quotas/quotas.ts'
import { monthOf } from '../budgets/token-budget.ts'
import { mostTokens } from '../model/token-bounds.ts'

/** Whom tokens of embeddings are charged to, beside the organisation and, for a question, the person. */
export const embeddingsLine = 'embeddings'
/** By which what a crash has left is found. */
const job = 'embeddings'

export interface EmbeddingBudgetPorts {
  readonly storage: Pick<Storage, 'organisation'>
  readonly quotas: Pick<Quotas, 'limitsOf' | 'review'>
  readonly clock: Clock
  readonly random: Random
}

export interface EmbeddingCharge {
  readonly organisation: OrganisationId
  readonly tokens: number
  /** Whoever asks; left out: nobody does, texts are read ahead. */
  readonly person?: PrincipalId | undefined
}

/** Reserves what a request may cost; undefined: somebody has not so much left. `settle` says what it has cost. */
export async function reserveEmbedding(
  { storage, quotas, clock, random }: EmbeddingBudgetPorts,
  { organisation, tokens: wanted, person }: EmbeddingCharge,
): Promise<{ settle(used: number): Promise<void> } | undefined> {
  const { tokens } = await storage.organisation(organisation)
  const limits = await quotas.limitsOf(organisation)
  const id = `${job}/${mintId('x', random)}`
  const charges = [
    { who: 'organization', limit: limits.max_ai_tokens },
    { who: embeddingsLine, limit: limits.max_embedding_tokens },
    ...(person ? [{ who: person, limit: limits.max_ai_tokens_per_person }] : []),
  ]
  const reserved = await tokens.reserveTokens({ id, job, month: monthOf(clock.now()), tokens: wanted, charges })
  if (reserved !== 'reserved') {
    if (reserved.full === 'organization') quotas.review(organisation, 'max_ai_tokens')
    if (reserved.full === embeddingsLine) quotas.review(organisation, 'max_embedding_tokens')
    return undefined
  }
  return {
    settle: async (used) => {
      await tokens.settleTokens(id, used)
      quotas.review(organisation)
    },
  }
}

/** Nobody will say what requests of an earlier process have cost: they have cost what was reserved. */
export async function settleLeftEmbeddings(
  { storage }: Pick<EmbeddingBudgetPorts, 'storage'>,
  organisation: OrganisationId,
): Promise<void> {
  await (await storage.organisation(organisation)).tokens.settleAbandoned(job)
}

/** What a request may cost at most: models put a token before and one behind each text. */
export function mostTokensOf(inputs: readonly string[]): number {
  return inputs.reduce((sum, input) => sum + mostTokens(input) + 2, 0)
}
