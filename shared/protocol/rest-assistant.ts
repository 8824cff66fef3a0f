import { z } from 'zod'

/** Which model answers for an organisation, below /api/orgs/{org}/assistant/provider. */

const model = z.string().trim().min(1).max(200)

/** PUT, and POST …/test to try before it is kept. */
export const providerBody = z.object({
  /** What `/chat/completions` is put behind, such as https://models.example.org/v1. */
  endpoint: z.string().trim().min(1).max(500),
  chatModel: model,
  embeddingModel: model.nullish(),
  /** Left out: the one that is there stays, as long as the endpoint is on the same host. null: none. */
  key: z.string().min(1).max(4_096).nullish(),
})
export type ProviderBody = z.output<typeof providerBody>

/** GET: never the key. */
export interface ProviderAnswer {
  /** undefined: there is none, and the built-in engine answers. */
  readonly provider?: ProviderDetail
  /** Whoever runs the server lets organisations use addresses of its own network. */
  readonly allowsPrivate: boolean
}

export interface ProviderDetail {
  readonly endpoint: string
  readonly chatModel: string
  readonly embeddingModel?: string
  readonly hasKey: boolean
}

/** `json`: what is to be done is asked for as JSON; tried only where tools are not taken. */
export const providerChecks = ['reachable', 'key', 'model', 'streams', 'tools', 'json', 'embedding'] as const
export type ProviderCheckName = (typeof providerChecks)[number]

/** POST …/test */
export interface ProviderTest {
  readonly works: boolean
  /** unknown: the endpoint does not say. */
  readonly checks: readonly { readonly name: ProviderCheckName; readonly state: 'yes' | 'no' | 'unknown' }[]
  /** Of the vectors that the model for embeddings makes. */
  readonly dimensions?: number
  /** What went wrong, for people; undefined: nothing. */
  readonly problem?: string
  /** What is otherwise than usual, though it works; for people. */
  readonly note?: string
}

/** GET …/embeddings: how far what the organisation's texts mean is known. */
export interface EmbeddingStatus {
  /** A model for embeddings is set, and this server can compare its vectors. */
  readonly isOn: boolean
  readonly passages: number
  readonly embedded: number
  /** What they have cost in this month (UTC), those reserved for requests under way included. */
  readonly tokens: number
  /** Why it does not go on, for people; undefined: it does, or is done. */
  readonly problem?: string
}
