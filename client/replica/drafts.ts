import type { Core } from './core.ts'
import type { Drafts } from './engine-contract.ts'

export function openDrafts(core: Core): Drafts {
  const { keepsakes } = core.edges
  const keyOf = (place: string) => `nexus-draft-${core.currentId}-${place}`
  return {
    at: (place) => keepsakes.get(keyOf(place)) ?? '',
    keep: (place, text) => (text.trim() === '' ? keepsakes.remove(keyOf(place)) : keepsakes.put(keyOf(place), text)),
  }
}
