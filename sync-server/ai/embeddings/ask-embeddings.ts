import { APIError } from 'openai'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { EngineRefusal } from '../contract.ts'
import { clientOf, whyFailed } from '../model/chat-request.ts'
import { openEndpointTalk, type TalkLimits } from '../model/endpoint-fetch.ts'
import { type ModelProvider, usualLimits } from '../model/provider.ts'
import { tokensUsed } from '../model/token-bounds.ts'
import { mostTokensOf } from './embedding-budget.ts'

export interface EmbeddingAsk {
  readonly inputs: readonly string[]
  readonly signal: AbortSignal
  readonly limits?: Partial<TalkLimits> | undefined
}

export interface EmbeddingsSaid {
  /** One for each input, in their order, all of one length. */
  readonly outcome: Outcome<EngineRefusal, readonly Int8Array[]>
  /** Tokens, also of what was refused after it was answered. */
  readonly used: number
  /** The endpoint takes requests, and not this one: something of it is too long, say. */
  readonly isNotTaken: boolean
}

/** Beyond these no model is known to go. */
const maxDimensions = 8_192
const minDimensions = 2
/** A number of JSON, written as long as they come. */
const bytesOfNumber = 32

/** One request, and nothing of its answer unless all of it is what was asked for. */
export async function askEmbeddings(
  provider: ModelProvider,
  { inputs, signal, limits }: EmbeddingAsk,
): Promise<EmbeddingsSaid> {
  const maxBytes = 65_536 + inputs.length * maxDimensions * bytesOfNumber
  const talk = openEndpointTalk({
    ...provider,
    signal,
    limits: { ...usualLimits, maxBytes, ...limits, ...provider.limits },
  })
  try {
    const client = clientOf(provider, talk)
    // In numbers: what servers make of base64 differs.
    const answer: unknown = await client.embeddings.create({
      model: provider.model,
      input: [...inputs],
      encoding_format: 'float',
    })
    const sent = mostTokensOf(inputs)
    const { usage } = (answer ?? {}) as { usage?: unknown }
    const used = tokensUsed(usage, { sent, came: 0, maxOutput: 0 }).input
    const vectors = vectorsIn(answer, inputs.length)
    return { outcome: vectors.ok ? done(vectors.value.map(packed)) : vectors, used, isNotTaken: false }
  } catch (error) {
    const status = error instanceof APIError ? error.status : undefined
    const isNotTaken = status === 400 || status === 413 || status === 422
    // It has answered, and nobody knows what that has cost.
    const isAnswered = !(error instanceof APIError) || ['stalled', 'too-large', 'encoded'].includes(talk.fault() ?? '')
    const outcome = whyFailed(error, { talk, isAnswered: false })
    return { outcome, used: isAnswered ? mostTokensOf(inputs) : 0, isNotTaken }
  }
}

type Vectors = Outcome<'malformed', readonly (readonly number[])[]>

function vectorsIn(answer: unknown, count: number): Vectors {
  const { data } = (answer ?? {}) as { data?: unknown }
  if (!Array.isArray(data) || data.length !== count)
    return refused('malformed', 'The endpoint answered with another number of embeddings than it was asked for.')
  const vectors: (readonly number[] | undefined)[] = Array.from({ length: count })
  for (const [place, each] of data.entries()) {
    const { index = place, embedding } = (each ?? {}) as { index?: unknown; embedding?: unknown }
    const at = typeof index === 'number' && index in vectors ? index : undefined
    if (at === undefined || vectors[at] || !isVector(embedding))
      return refused('malformed', 'The endpoint answered with something that is no embedding.')
    vectors[at] = embedding
  }
  const whole = vectors as readonly (readonly number[])[]
  if (whole.some((vector) => vector.length !== whole[0]?.length))
    return refused('malformed', 'The endpoint answered with embeddings of different lengths.')
  return done(whole)
}

function isVector(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length < minDimensions || value.length > maxDimensions) return false
  // JSON has no NaN, but it has 1e999; and a vector of nothing but zeros has no direction.
  return value.every((each) => typeof each === 'number' && Number.isFinite(each)) && value.some((each) => each !== 0)
}

/** A byte a dimension, the largest 127: only the direction counts, and of that a hundredth is lost at most. */
function packed(vector: readonly number[]): Int8Array {
  let most = 0
  for (const each of vector) most = Math.max(most, Math.abs(each))
  return Int8Array.from(vector, (each) => Math.round((each / most) * 127))
}
