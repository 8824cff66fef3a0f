import type { StorageHealth } from './engine-contract.ts'
import type { Core } from './core.ts'
import { cell, type Live } from './live.ts'
import { nothingStoredSentence, storeSentences } from './sentences.ts'

/** How the storage of this device is, in numbers and in a sentence. Asks once for persistence, at the first write. */
export class StorageWatch {
  readonly #core: Core
  readonly #health = cell<StorageHealth>({ persisted: undefined })
  readonly #isVolatile: boolean
  #wasAsked = false

  constructor(core: Core, { isVolatile }: { isVolatile: boolean }) {
    this.#core = core
    this.#isVolatile = isVolatile
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

  async #look(): Promise<void> {
    const [persisted, usage] = await Promise.all([this.#core.edges.probe.persisted(), this.#core.edges.probe.usage()])
    this.#health.set({ ...this.#health.get(), persisted, ...usage })
  }

  #setProblem(): void {
    const fault = this.#core.trouble.get()
    const problem = fault ? storeSentences[fault.trouble] : this.#isVolatile ? nothingStoredSentence : undefined
    const { problem: _before, ...health } = this.#health.get()
    this.#health.set({ ...health, ...(problem !== undefined && { problem }) })
  }
}
