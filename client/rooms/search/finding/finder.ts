import type { FoundThing, FoundThings } from '#shared/assistant/search/answer.ts'
import type { FusedThing } from '#shared/assistant/search/fuse.ts'
import { asksForAnything, parseQuery, type SearchQuery } from '#shared/assistant/search/query.ts'
import { together } from '#shared/assistant/search/rank.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TextBook } from './text-book.ts'

/** What was found so far: at once on this device, and what the server knows beside that when it has answered. */
export interface Finding extends Omit<FoundThings, 'items'> {
  readonly items: readonly FusedThing[]
  readonly typed: string
  /** Documents on this device that have not been looked into yet. */
  readonly unread: number
  readonly server: 'not-asked' | 'asking' | 'answered' | 'unreachable'
}

export interface Finder {
  ask(typed: string): void
  get(): Finding
  subscribe(listener: () => void): () => void
}

export interface FinderPorts {
  readonly book: TextBook
  /** undefined: nobody to ask; a promise of undefined: the server is out of reach. */
  readonly askServer: ((typed: string) => Promise<FoundThings | undefined>) | undefined
  /** A thing that the device knows to be gone, whatever the server says. */
  isGone(id: ReplicaId): boolean
  /** Calls after any change of what is on the device. Returns the unsubscriber. */
  onChanged(listener: () => void): () => void
  breathe(): Promise<void>
  /** Calls after a pause in typing; the last one counts. */
  later(run: () => void): () => void
  readonly limit: number
  readonly meaning?: Meaning | undefined
}

/** What is near in what it says, for whoever looks at more than the best few. */
export interface Meaning {
  /** Asked when the words were answered. undefined: there is none, or it is out of reach. */
  ask(typed: string): Promise<readonly FoundThing[] | undefined>
  /** One order of both. */
  join(byWords: readonly FoundThing[], byMeaning: readonly FoundThing[], limit: number): readonly FusedThing[]
}

export const nothingAsked: Finding = { typed: '', total: 0, similar: 0, items: [], unread: 0, server: 'not-asked' }

/** Answers from the device at every key and from the server after a pause; reads on while somebody looks. */
export function openFinder(ports: FinderPorts): Finder {
  const search = new Search(ports)
  return {
    ask: (typed) => search.ask(typed),
    get: () => search.finding,
    subscribe: (listener) => search.subscribe(listener),
  }
}

/** Lives as long as its listeners: without any it reads nothing and watches nothing. */
class Search {
  finding = nothingAsked
  readonly #ports: FinderPorts
  readonly #listeners = new Set<() => void>()
  #query: SearchQuery = parseQuery('')
  #fromServer: FoundThings | undefined
  #meant: readonly FoundThing[] = []
  #server: Finding['server'] = 'not-asked'
  #isReading = false
  #isDue = false
  #cancel = () => {}
  #stopWatching = () => {}

  constructor(ports: FinderPorts) {
    this.#ports = ports
  }

  ask(typed: string): void {
    const { askServer } = this.#ports
    this.finding = { ...this.finding, typed }
    this.#query = parseQuery(typed)
    this.#fromServer = undefined
    this.#meant = []
    this.#cancel()
    const isAsking = askServer !== undefined && asksForAnything(this.#query)
    this.#server = isAsking ? 'asking' : 'not-asked'
    this.#show()
    void this.#readOn()
    if (isAsking) this.#cancel = this.#ports.later(() => void this.#hear(typed, askServer(typed)))
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) {
      this.#stopWatching = this.#ports.onChanged(() => this.#showSoon())
      void this.#readOn()
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stopWatching()
    }
  }

  async #hear(typed: string, coming: Promise<FoundThings | undefined>): Promise<void> {
    const answer = await coming
    // Something else has been typed meanwhile.
    if (this.finding.typed !== typed) return
    this.#fromServer = answer
    this.#server = answer ? 'answered' : 'unreachable'
    this.#show()
    const { meaning } = this.#ports
    // Another pause: what is asked for meaning costs something.
    if (answer && meaning) this.#cancel = this.#ports.later(() => void this.#hearMeant(typed, meaning.ask(typed)))
  }

  async #hearMeant(typed: string, coming: Promise<readonly FoundThing[] | undefined>): Promise<void> {
    const meant = await coming
    if (this.finding.typed !== typed || !meant) return
    this.#meant = meant
    this.#show()
  }

  /** Things may change with every key that somebody presses elsewhere. */
  #showSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#ports.later(() => {
      this.#isDue = false
      if (this.#listeners.size === 0) return
      this.#show()
      void this.#readOn()
    })
  }

  #show(): void {
    const { book, isGone, limit, meaning } = this.#ports
    const { typed } = this.finding
    const isAsked = asksForAnything(this.#query)
    const here = isAsked ? book.find(this.#query, limit) : nothingAsked
    const merged = isAsked ? merge(here, this.#fromServer, { isGone, limit }) : here
    const near = this.#meant.filter(({ id }) => !isGone(id))
    const items = meaning && near.length > 0 ? meaning.join(merged.items, near, limit) : merged.items
    this.finding = { ...merged, items, typed, unread: book.unread(), server: this.#server }
    for (const listener of new Set(this.#listeners)) listener()
  }

  async #readOn(): Promise<void> {
    if (this.#isReading || this.#listeners.size === 0 || !asksForAnything(this.#query)) return
    this.#isReading = true
    let count = 0
    const breathe = async () => {
      count += 1
      if (count % shownAfter === 0) this.#show()
      await this.#ports.breathe()
    }
    try {
      await this.#ports.book.read({ breathe, goOn: () => this.#listeners.size > 0 })
    } finally {
      this.#isReading = false
    }
    if (this.#listeners.size > 0) this.#show()
  }
}

/** So many documents are read before what was found is shown again. */
const shownAfter = 40

/** What the device says of a thing is newer than what the server says; what only the server knows comes in where its score puts it. */
function merge(
  here: FoundThings,
  there: FoundThings | undefined,
  { isGone, limit }: { isGone(id: ReplicaId): boolean; limit: number },
): FoundThings {
  if (!there) return here
  const known = new Map(here.items.map((item) => [item.id, item]))
  const others = there.items.filter((item) => !isGone(item.id) && isNews(item, known.get(item.id)))
  if (others.length === 0) return here
  const better = new Set(others.map(({ id }) => id))
  const kept = here.items.filter(({ id }) => !better.has(id))
  // Both counts are of the same things as far as both know them.
  const exact = Math.max(here.total - here.similar, there.total - there.similar, countExact([...kept, ...others]))
  const replaced = here.items.length - kept.length
  const similar = Math.max(here.similar - replaced, there.similar, kept.length + others.length - exact)
  return together([{ total: exact + similar, similar, items: [...kept, ...others] }], limit)
}

/** The device may have read only the beginning of a text in which the server has found the very words. */
function isNews(item: FoundThing, known: FoundThing | undefined): boolean {
  return known === undefined || (known.similar !== undefined && item.similar === undefined)
}

function countExact(items: readonly FoundThing[]): number {
  return items.filter(({ similar }) => !similar).length
}
