import * as A from '@automerge/automerge/slim'

export type Fields = Record<string, unknown>

/** A loaded record, and what it holds: whoever asks says which state it means. */
export interface HeldDocument {
  readonly version: number
  readonly doc: A.Doc<Fields>
  /** The number of its last operation. */
  readonly maxOp: number
}

/** The records that were written to last. Each is some ten kilobytes of wasm memory, which only `free` gives back. */
export class DocumentCache {
  readonly #held = new Map<string, HeldDocument>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** Gives it out of the cache; undefined when it holds another state. */
  take(key: string, version: number): HeldDocument | undefined {
    const held = this.#held.get(key)
    if (!held) return undefined
    this.#held.delete(key)
    if (held.version === version) return held
    A.free(held.doc)
    return undefined
  }

  put(key: string, held: HeldDocument): void {
    const before = this.#held.get(key)
    if (before && before.doc !== held.doc) A.free(before.doc)
    this.#held.set(key, held)
    if (this.#held.size <= this.#max) return
    const [oldest] = this.#held
    if (!oldest) return
    this.#held.delete(oldest[0])
    A.free(oldest[1].doc)
  }
}
