/**
 * Answers `next`, with those parts of `previous` in the place of equal ones: what has not changed keeps its identity, so that
 * a screen renders only what did. Plain objects and arrays are walked; anything else is compared by identity.
 */
export function shareStructure<Value>(previous: unknown, next: Value): Value {
  if (Object.is(previous, next) || !isObject(previous) || !isObject(next)) return next
  if (Array.isArray(previous) && Array.isArray(next)) return shareArray(previous, next) as Value
  if (isPlain(previous) && isPlain(next)) return shareRecord(previous, next) as Value
  return next
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let isSame = previous.length === next.length
  const shared = next.map((item, index) => {
    const kept = shareStructure(previous[index], item)
    if (!Object.is(kept, previous[index])) isSame = false
    return kept
  })
  return isSame ? previous : shared
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(next)
  let isSame = keys.length === Object.keys(previous).length
  const shared: Record<string, unknown> = {}
  for (const key of keys) {
    shared[key] = shareStructure(previous[key], next[key])
    if (!Object.hasOwn(previous, key) || !Object.is(shared[key], previous[key])) isSame = false
  }
  return isSame ? previous : shared
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
