import type { StoreTrouble } from '#client/platform/store.ts'
import type { StorageHealth } from './engine-contract.ts'
import type { Core } from './core.ts'
import { cell, type Live } from './live.ts'
import { forgetLoss, type Lost } from './loss-note.ts'
import { lostSentence, newerStoredSentence, nothingStoredSentence, storeSentences } from './sentences.ts'

/** How the storage of this device is, in numbers and in a sentence. Asks once for persistence, at the first write. */
export class StorageWatch {
  readonly #core: Core
  readonly #health = cell<StorageHealth>({ persisted: undefined })
  readonly #volatile: StoreTrouble | undefined
  #wasAsked = false

  /** `volatile`: why nothing is kept beyond this page. `lost`: what an earlier one had and this one has not found. */
  constructor(core: Core, { volatile, lost }: { volatile: StoreTrouble | undefined; lost: Lost | undefined }) {
    this.#core = core
    this.#volatile = volatile
    if (lost) this.#health.set({ ...this.#health.get(), lost: lostSentence(lost) })
    core.trouble.subscribe(() => this.#setProblem())
    core.store.onLost((fault) => core.trouble.set(fault))
    core.onStored(({ chunks }) => {
      if (!this.#wasAsked && chunks.some(({ from }) => from === 'here')) void this.request()
    })
    this.#setProblem()
    void this.#look()
  }

  get health(): Live<StorageHealth> {
    return this.#health
  }

  async request(): Promise<void> {
    this.#wasAsked = true
    const persisted = await this.#core.edges.probe.persist()
    this.#health.set({ ...this.#health.get(), persisted })
    await this.#look()
  }

  /** The person has read what is lost. */
  forgetLoss(): void {
    forgetLoss(this.#core.edges.keepsakes)
    const { lost: _lost, ...health } = this.#health.get()
    this.#health.set(health)
  }

  async #look(): Promise<void> {
    const [persisted, usage] = await Promise.all([this.#core.edges.probe.persisted(), this.#core.edges.probe.usage()])
    this.#health.set({ ...this.#health.get(), persisted, ...usage })
  }

  #setProblem(): void {
    const fault = this.#core.trouble.get()
    const problem = fault ? storeSentences[fault.trouble] : this.#volatileSentence()
    const { problem: _before, ...health } = this.#health.get()
    this.#health.set({ ...health, ...(problem !== undefined && { problem }) })
  }

  #volatileSentence(): string | undefined {
    if (!this.#volatile) return undefined
    if (this.#volatile === 'full') return storeSentences.full
    return this.#volatile === 'closed' ? newerStoredSentence : nothingStoredSentence
  }
}
