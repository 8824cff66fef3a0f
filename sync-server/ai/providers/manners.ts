import type { OrganisationId } from '#shared/kit/ids.ts'
import { type ChatManner, freshManner } from '../model/chat-manner.ts'
import type { ModelProvider } from '../model/provider.ts'

/**
 * What models have shown of how they want to be asked, for as long as this process lives: the first question alone pays for it. Each
 * organisation learns for itself, for what stands behind an address may go by the key.
 */
export interface Manners {
  /** It learns with whoever uses it. */
  of(organisation: OrganisationId, model: Asked): ChatManner
  /** What was learnt anew takes the place of what was known. */
  keep(organisation: OrganisationId, model: Asked, manner: ChatManner): void
}

type Asked = Pick<ModelProvider, 'endpoint' | 'model'>

/** `most`: as many as are kept; those that were not asked for the longest time are forgotten. */
export function openManners(most = 500): Manners {
  const manners = new Map<string, ChatManner>()
  const keep: Manners['keep'] = (organisation, { endpoint, model }, manner) => {
    const key = JSON.stringify([organisation, endpoint, model])
    manners.delete(key)
    manners.set(key, manner)
    const [oldest] = manners.keys()
    if (manners.size > most && oldest !== undefined) manners.delete(oldest)
  }
  return {
    keep,
    of: (organisation, asked) => {
      const { endpoint, model } = asked
      const manner = manners.get(JSON.stringify([organisation, endpoint, model])) ?? freshManner()
      keep(organisation, asked, manner)
      return manner
    },
  }
}
