import type { QuotaState, QuotaPlace } from '#server/storage/quota-store.ts'

type State = QuotaState['state']

/** From here on administrators should hear of it. */
const nearFrom = 0.8
/** Below the marks by so much before it is told that it is over, so that what goes up and down around a mark is told once. */
const slack = 0.05

/** What a quota with so much in use is called. A limit of nothing is always full. */
export function levelOf({ used, limit }: { used: number; limit: number }): State {
  if (used >= limit) return 'full'
  return used >= nearFrom * limit ? 'near' : 'fine'
}

/** What is told of it next, after what was told last. `isRefused`: something did not fit, however much is left. */
export function nextTold(before: State, level: { used: number; limit: number; isRefused: boolean }): State {
  const { used, limit, isRefused } = level
  if (isRefused || used >= limit || (before === 'full' && used >= (1 - slack) * limit)) return 'full'
  if (used >= nearFrom * limit || (before !== 'fine' && used >= (nearFrom - slack) * limit)) return 'near'
  return 'fine'
}

export function isSamePlace(one: QuotaPlace, other: QuotaPlace): boolean {
  return one.name === other.name && one.workspace === other.workspace
}
