import type { Query } from '#shared/rooms/room.ts'
import type { Live } from './live.ts'
import type { RowTable } from './row-table.ts'
import { shareStructure } from './share-structure.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- queries of every answer in one list
type AnyQuery = Query<any, any>

/** So many answers that nobody shows are kept, so that going back to a screen costs nothing. */
const maxKept = 64

/** Live answers over one workspace's rows; the same query and params share one. */
export class LiveQueries {
  readonly #table: RowTable
  readonly #answers = new Map<AnyQuery, Map<string, LiveAnswer>>()
  #count = 0

  constructor(table: RowTable) {
    this.#table = table
  }

  of<Params, Answer>(query: Query<Params, Answer>, params: Params): Live<Answer> {
    const byParams = this.#answers.get(query) ?? new Map<string, LiveAnswer>()
    this.#answers.set(query, byParams)
    const key = params === undefined ? '' : JSON.stringify(params)
    const known = byParams.get(key)
    if (known) return known as unknown as Live<Answer>
    if (this.#count >= maxKept) this.#forgetUnused()
    const made = new LiveAnswer(this.#table, query, params)
    byParams.set(key, made)
    this.#count += 1
    return made as unknown as Live<Answer>
  }

  #forgetUnused(): void {
    for (const byParams of this.#answers.values()) {
      for (const [key, answer] of byParams) {
        if (answer.isUsed) continue
        byParams.delete(key)
        this.#count -= 1
      }
    }
  }
}

/** Computed when asked for, and only if a row of its types has changed since. */
class LiveAnswer implements Live<unknown> {
  readonly #table: RowTable
  readonly #query: AnyQuery
  readonly #params: unknown
  readonly #types: readonly string[]
  #version = -1
  #answer: unknown
  #users = 0

  constructor(table: RowTable, query: AnyQuery, params: unknown) {
    this.#table = table
    this.#query = query
    this.#params = params
    this.#types = query.types.map(({ name }) => name)
  }

  get isUsed(): boolean {
    return this.#users > 0
  }

  readonly get = (): unknown => {
    const version = this.#table.versionOf(this.#types)
    if (version !== this.#version) {
      this.#answer = shareStructure(this.#answer, this.#query.answer(this.#table.rows, this.#params))
      this.#version = version
    }
    return this.#answer
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#users += 1
    const stop = this.#table.onChange(this.#types, listener)
    return () => {
      this.#users -= 1
      stop()
    }
  }
}
