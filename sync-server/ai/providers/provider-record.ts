import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ProviderDetail } from '#shared/protocol/rest-assistant.ts'

/**
 * Endpoint, models and key, kept as one secret. So a key is never without the address that it is for, nobody reads one from the database
 * or from an archive, and an organisation that comes from elsewhere brings no address along.
 */
export type ProviderRecord = z.output<typeof record>

const record = z.strictObject({
  endpoint: z.string(),
  chatModel: z.string(),
  embeddingModel: z.string().optional(),
  key: z.string().optional(),
})

export const providerSecret = 'assistant.provider'

export function encodeProvider(provider: ProviderRecord): Buffer {
  return Buffer.from(JSON.stringify(provider), 'utf8')
}

/** undefined: somebody has put something else in its place. */
export function decodeProvider(bytes: Uint8Array): ProviderRecord | undefined {
  try {
    return record.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** By which vectors of one model are told from those of another. It does not say which, for addresses are kept as secrets. */
export function embeddingSpaceOf({ endpoint, embeddingModel }: ProviderRecord): string | undefined {
  return embeddingModel && createHash('sha256').update(`${endpoint}\n${embeddingModel}`).digest('hex')
}

export function detailOf({ key, embeddingModel, endpoint, chatModel }: ProviderRecord): ProviderDetail {
  return { endpoint, chatModel, ...(embeddingModel && { embeddingModel }), hasKey: key !== undefined }
}
