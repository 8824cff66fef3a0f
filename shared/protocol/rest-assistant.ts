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

export const providerChecks = ['reachable', 'key', 'model', 'streams', 'tools', 'embedding'] as const
export type ProviderCheckName = (typeof providerChecks)[number]

/** POST …/test */
export interface ProviderTest {
  readonly works: boolean
  /** unknown: the endpoint does not say. */
  readonly checks: readonly { readonly name: ProviderCheckName; readonly state: 'yes' | 'no' | 'unknown' }[]
  /** What went wrong, for people; undefined: nothing. */
  readonly problem?: string
}
