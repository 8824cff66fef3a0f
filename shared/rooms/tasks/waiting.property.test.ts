import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Row, Rows } from '../room.ts'
import { taskType, type TaskRow } from './model.ts'
import { waitingIn } from './waiting.ts'

const idOf = (number: number) => `task_${String(number).padStart(26, '0')}` as ReplicaId
const numberOf = (id: ReplicaId) => Number(id.slice(5))

interface Given {
  readonly waits: readonly number[]
  readonly state: 'open' | 'done' | 'trashed'
}

/** `waits` may name tasks that are not there. */
function rowsOf(given: readonly Given[], turn = 0): Rows {
  const tasks = given.map(({ waits, state }, number): Row<Partial<TaskRow>> => {
    const value = {
      status: state === 'done' ? ('done' as const) : ('todo' as const),
      trashedAt: state === 'trashed' ? 1 : undefined,
      ...(waits.length > 0 && { waitsFor: waits.map(idOf) }),
    }
    return { id: idOf(number), type: taskType.name, value, changedAt: 0, changedBy: 'user:ana' as PrincipalId }
  })
  const turned = [...tasks.slice(turn), ...tasks.slice(0, turn)]
  return {
    of: () => turned as never,
    get: (_type, id) => tasks.find((task) => task.id === id) as never,
  }
}

/** What is asked, from the words of the contract and without any cleverness. */
class Oracle {
  readonly #given: readonly Given[]
  constructor(given: readonly Given[]) {
    this.#given = given
  }
  isOpen = (at: number) => this.#given[at]?.state === 'open'
  blockers(at: number): readonly number[] {
    const waits = this.isOpen(at) ? (this.#given[at]?.waits ?? []) : []
    return [...new Set(waits)].filter((other) => other !== at && this.isOpen(other)).toSorted((a, b) => a - b)
  }
  get all(): readonly number[] {
    return this.#given.map((_, at) => at)
  }
  waiters(at: number): readonly number[] {
    return this.all.filter((other) => this.blockers(other).includes(at))
  }
  /** Whether one waits for the other, in at least one step. */
  isBehind(at: number, other: number, steps = this.#given.length): boolean {
    return steps > 0 && this.blockers(at).some((each) => each === other || this.isBehind(each, other, steps - 1))
  }
}

const given = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.array(
    fc.record<Given>({
      waits: fc.uniqueArray(fc.integer({ min: 0, max: size }), { maxLength: 3 }),
      state: fc.constantFrom('open', 'open', 'open', 'open', 'done', 'trashed'),
    }),
    { minLength: size, maxLength: size },
  ),
)

const numbers = (tasks: readonly Row[]) => tasks.map(({ id }) => numberOf(id))

it('tells who waits for whom, heads, what is behind them and rings as a naive reading does', () => {
  const seen = { heads: 0, long: 0, rings: 0 }
  fc.assert(
    fc.property(given, (tasks) => {
      const [waiting, oracle] = [waitingIn(rowsOf(tasks)), new Oracle(tasks)]
      for (const at of oracle.all) {
        expect(numbers(waiting.blockersOf(idOf(at)))).toEqual(oracle.blockers(at))
        expect(numbers(waiting.waitersOf(idOf(at)))).toEqual(oracle.waiters(at))
        const behind = oracle.all.filter((other) => oracle.isBehind(other, at))
        expect(numbers(waiting.behind(idOf(at))).toSorted((a, b) => a - b)).toEqual(behind)
      }
      const heads = oracle.all.filter((at) => oracle.blockers(at).length === 0 && oracle.waiters(at).length > 0)
      expect(numbers(waiting.heads)).toEqual(heads)
      const onRing = oracle.all.filter((at) => oracle.isBehind(at, at))
      expect(waiting.rings.flatMap(numbers).toSorted((a, b) => a - b)).toEqual(onRing)
      for (const ring of waiting.rings.map(numbers))
        for (const at of ring) for (const other of ring) expect(oracle.isBehind(at, other)).toBe(true)
      seen.heads += heads.length
      seen.rings += waiting.rings.length
      seen.long += waiting.heads.filter(({ id }) => waiting.behind(id).length > 2).length
    }),
    { numRuns: 400 },
  )
  expect(Object.values(seen).every((times) => times > 20)).toBe(true)
})

it('puts everything behind what it waits for, but where a ring is in the way', () => {
  fc.assert(
    fc.property(given, (tasks) => {
      const [waiting, oracle] = [waitingIn(rowsOf(tasks)), new Oracle(tasks)]
      for (const head of waiting.heads) {
        const order = numbers(waiting.behind(head.id))
        if (order.some((at) => oracle.isBehind(at, at))) continue
        for (const [place, at] of order.entries())
          for (const other of oracle.blockers(at)) expect(order.indexOf(other)).toBeLessThan(place)
      }
    }),
    { numRuns: 400 },
  )
})

it('does not depend on the order of the rows', () => {
  fc.assert(
    fc.property(given, fc.nat(6), (tasks, turn) => {
      const told = (rows: Rows) => {
        const { heads, rings, behind } = waitingIn(rows)
        return { heads: numbers(heads), rings: rings.map(numbers), behind: heads.map(({ id }) => numbers(behind(id))) }
      }
      expect(told(rowsOf(tasks, turn % tasks.length))).toEqual(told(rowsOf(tasks)))
    }),
    { numRuns: 200 },
  )
})
