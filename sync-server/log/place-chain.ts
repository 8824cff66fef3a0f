import { type ItemPlace, listenToUpdate } from '#shared/crdt/yjs/update-bounds.ts'

/** Where a document says in which folder it lies: see yjs-replica.ts. */
const root = Buffer.from('fields')
const entry = Buffer.from('parent')

interface Stretch {
  readonly client: number
  readonly from: number
  readonly to: number
}

/**
 * All that was ever written about the folder of one document: the items of one entry of a map, of which each names the one that it
 * replaces. So whether an update says something of it shows in its outline: in nothing that people type.
 * Invariant: it holds every item of the entry in the updates that were learnt; others besides do no harm.
 */
export class PlaceChain {
  readonly #items: Stretch[] = []
  /** Found sound, and not in the log yet: what is asked of the place is asked of these as well. */
  readonly underway = new Set<Uint8Array>()

  /** Whether the place of the document may be another after the update. */
  isTouchedBy(update: Uint8Array): boolean {
    let isTouched = false
    listenToUpdate(update, {
      item: (_client, _clock, _length, place) => (isTouched ||= this.#isIn(place)),
      deleted: (client, clock, length) => (isTouched ||= this.#meets(client, clock, clock + length)),
    })
    return isTouched
  }

  /** In one update an item may come before the one that it replaces. */
  learn(update: Uint8Array): void {
    for (let before = -1; before < this.#items.length; ) {
      before = this.#items.length
      listenToUpdate(update, {
        item: (client, clock, length, place) => {
          const item = { client, from: clock, to: clock + length }
          if (this.#isIn(place) && !this.#holds(item)) this.#items.push(item)
        },
        deleted: () => undefined,
      })
    }
  }

  #isIn({ leftClient, leftClock, rightClient, rightClock, root: inRoot, entry: inEntry }: ItemPlace): boolean {
    if (inRoot && inEntry) return root.equals(inRoot) && entry.equals(inEntry)
    if (this.#items.length === 0) return false
    return (
      (leftClient >= 0 && this.#meets(leftClient, leftClock, leftClock + 1)) ||
      (rightClient >= 0 && this.#meets(rightClient, rightClock, rightClock + 1))
    )
  }

  #holds({ client, from, to }: Stretch): boolean {
    return this.#items.some((each) => each.client === client && each.from <= from && to <= each.to)
  }

  #meets(client: number, from: number, to: number): boolean {
    for (const each of this.#items) if (each.client === client && each.from < to && from < each.to) return true
    return false
  }
}
