import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { EmbeddingStatus } from '#shared/protocol/rest-assistant.ts'
import type { EmbeddingSpace } from '#server/storage/embedding-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { monthOf } from '../budgets/token-budget.ts'
import type { Providers } from '../providers/providers.ts'
import { type EmbeddingBudgetPorts, embeddingsLine, mostTokensOf, reserveEmbedding } from './embedding-budget.ts'

/** What questions mean, in the numbers that texts are compared in. Without a model, with one that does not answer, or with nothing left of a budget there is none, and words are looked for. */
export interface Meanings {
  isOn(organisation: OrganisationId): Promise<boolean>
  /** Asked of the endpoint, once for the same text; charged to whoever asks. */
  ofQuestion(asked: AskedQuestion): Promise<Meaning | undefined>
  status(organisation: OrganisationId): Promise<EmbeddingStatus>
  /** Why what is said there is not read on, in a sentence; undefined: it is. */
  setProblem(organisation: OrganisationId, problem: string | undefined): void
}

export interface AskedQuestion {
  readonly organisation: OrganisationId
  readonly by: PrincipalId
  readonly text: string
}

export interface Meaning {
  readonly space: number
  readonly vector: Int8Array
}

export interface MeaningPorts extends EmbeddingBudgetPorts {
  readonly storage: Pick<Storage, 'organisation' | 'vectorProblem'>
  readonly providers: Pick<Providers, 'embed'>
}

/** Somebody waits for it, and the words are there already. */
const limits = { firstMs: 4_000, idleMs: 2_000, totalMs: 6_000 }
const maxKept = 500
/** An endpoint that has failed is left alone for so long: each question would wait for it. */
const restMs = 20_000
const maxText = 400

export function openMeanings(ports: MeaningPorts): Meanings {
  const { storage, clock } = ports
  const problems = new Map<OrganisationId, string>()
  const restUntil = new Map<OrganisationId, number>()
  const kept = new Map<string, Int8Array>()
  const spaceOf = async (organisation: OrganisationId) => {
    const space = await (await storage.organisation(organisation)).embeddings.space()
    return space && (await storage.vectorProblem()) === undefined ? space : undefined
  }
  return {
    isOn: async (organisation) => (await spaceOf(organisation))?.dimensions !== undefined,
    ofQuestion: async ({ organisation, by, text: whole }) => {
      const text = whole.trim().slice(0, maxText)
      const space = text === '' ? undefined : await spaceOf(organisation)
      if (!space?.dimensions) return undefined
      const key = `${organisation} ${space.number} ${text}`
      const known = kept.get(key)
      if (known) return { space: space.number, vector: known }
      if (clock.now() < (restUntil.get(organisation) ?? 0)) return undefined
      const asked = await ask(ports, { organisation, by, text, space })
      if (asked === 'failed') restUntil.set(organisation, clock.now() + restMs)
      if (asked === 'failed' || asked?.length !== space.dimensions) return undefined
      kept.set(key, asked)
      const [oldest] = kept.keys()
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
      return { space: space.number, vector: asked }
    },
    status: async (organisation) => {
      const { embeddings, tokens } = await storage.organisation(organisation)
      const [progress, space, lines] = [
        await embeddings.progress(),
        await embeddings.space(),
        await tokens.tokensOf(monthOf(clock.now())),
      ]
      const line = lines.find(({ who }) => who === embeddingsLine)
      const vectorProblem = space && (await storage.vectorProblem())
      const problem = vectorProblem ? cannotCompare(vectorProblem) : problems.get(organisation)
      return {
        isOn: space !== undefined && vectorProblem === undefined,
        ...progress,
        tokens: line ? line.used + line.reserved : 0,
        ...(space && problem !== undefined && { problem }),
      }
    },
    setProblem: (organisation, problem) => {
      if (problem === undefined) problems.delete(organisation)
      else problems.set(organisation, problem)
    },
  }
}

export function cannotCompare(problem: string): string {
  return `This server can not compare by meaning, and searches by words alone: ${problem}`
}

/** undefined: it was not asked. */
async function ask(
  ports: MeaningPorts,
  { organisation, by, text, space }: AskedQuestion & { readonly space: EmbeddingSpace },
): Promise<Int8Array | 'failed' | undefined> {
  const inputs = [text]
  const budget = await reserveEmbedding(ports, { organisation, tokens: mostTokensOf(inputs), person: by })
  if (!budget) return undefined
  const { signal } = new AbortController()
  const use = { by, purpose: 'search by meaning' }
  const said = await ports.providers.embed(organisation, use, { space: space.model, inputs, signal, limits })
  await budget.settle(said?.used ?? 0)
  if (!said) return undefined
  const body = { for: 'question', ok: said.outcome.ok, tokens: said.used }
  const note = { action: 'assistant.embedded', object: `organization:${organisation}`, body }
  await (await ports.storage.organisation(organisation)).audit.insertNote(noteOf(ports.clock, { by }, note))
  return said.outcome.ok ? said.outcome.value[0] : 'failed'
}
