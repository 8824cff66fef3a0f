import type { Awareness } from '#client/replica/index.ts'

/** Where the others' carets are is worked out anew this often at most. */
const restMs = 150

type Change = (...details: unknown[]) => void

/**
 * The same awareness, whose news come at most every `restMs`, the first at once. Placing one caret walks the text up to it, and the
 * editor places all of them at every piece of news: a hundred people in one text would leave no time to type.
 */
export function calmAwareness(awareness: Awareness): Awareness {
  const calm = new Map<Change, () => void>()
  return Object.create(awareness, {
    on: {
      value: (name: 'change' | 'update', listener: Change) => {
        const told = rarely(listener)
        calm.set(listener, () => {
          awareness.off(name, told.tell)
          told.stop()
        })
        awareness.on(name, told.tell)
      },
    },
    off: {
      value: (_: string, listener: Change) => {
        calm.get(listener)?.()
        calm.delete(listener)
      },
    },
  }) as Awareness
}

/** Every call's clients, told together. */
function rarely(listener: Change) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let news: Clients | undefined
  let origin: unknown
  const flush = () => {
    timer = undefined
    if (!news) return
    const told = news
    news = undefined
    timer = setTimeout(flush, restMs)
    listener(told, origin)
  }
  return {
    tell: (more: Clients, from: unknown) => {
      news = news ? together(news, more) : more
      origin = from
      if (timer === undefined) flush()
    },
    stop: () => clearTimeout(timer),
  }
}

interface Clients {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

function together(a: Clients, b: Clients): Clients {
  return {
    added: [...new Set([...a.added, ...b.added])],
    updated: [...new Set([...a.updated, ...b.updated])],
    removed: [...new Set([...a.removed, ...b.removed])],
  }
}
