/** A value that changes, in the form that `useSyncExternalStore` takes: `get` answers the same object until it changed. */
export interface Live<Value> {
  get(): Value
  subscribe(listener: () => void): () => void
}

export interface Cell<Value> extends Live<Value> {
  /** Tells nobody when the value is the same. */
  set(value: Value): void
}

export function cell<Value>(start: Value): Cell<Value> {
  let value = start
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(value, next)) return
      value = next
      for (const listener of new Set(listeners)) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
