import { Checker } from '#shared/access/engine/check.ts'
import { listObjects, listSubjects } from '#shared/access/engine/list.ts'
import { type TupleReader, TupleSet, withTuples } from '#shared/access/engine/tuple-reader.ts'
import type { Tuple } from '#shared/access/tuples.ts'
import type { StoreFile, StoreTest } from './store-file.ts'

/** One expectation, and what is so. */
export interface StoreResult {
  readonly what: string
  readonly expected: string
  readonly actual: string
}

export function hasPassed({ expected, actual }: StoreResult): boolean {
  return expected === actual
}

/** Every expectation of every test, in order. */
export function runStore(store: StoreFile): readonly StoreResult[] {
  return store.tests.flatMap((test) =>
    [...checks(store, test), ...objects(store, test), ...users(store, test)].map((result) => ({
      ...result,
      what: `${test.name}: ${result.what}`,
    })),
  )
}

interface Asked {
  readonly reader: TupleReader
  readonly set: TupleSet
}

/** The tuples of the file and of the test, and apart from them those that count for one question. */
function asked({ tuples }: StoreFile, test: StoreTest, contextual: readonly Tuple[]): Asked {
  const stored = [...tuples, ...test.tuples]
  return { reader: withTuples(new TupleSet(stored), contextual), set: new TupleSet([...stored, ...contextual]) }
}

function checks(store: StoreFile, test: StoreTest): readonly StoreResult[] {
  return test.checks.flatMap(({ subject, object, contextual, expected }) => {
    const { reader } = asked(store, test, contextual)
    const checker = new Checker({ model: store.model, reader, subject })
    return Object.entries(expected).map(([relation, isExpected]) => ({
      what: `${subject} ${relation} ${object}`,
      expected: String(isExpected),
      actual: String(checker.check(object, relation) !== undefined),
    }))
  })
}

function objects(store: StoreFile, test: StoreTest): readonly StoreResult[] {
  return test.objects.flatMap(({ subject, type, contextual, expected }) => {
    const { reader, set } = asked(store, test, contextual)
    const candidates = set.things(type)
    return Object.entries(expected).map(([relation, wanted]) => ({
      what: `${type}s that ${subject} is ${relation} of`,
      expected: inOrder(wanted),
      actual: inOrder(listObjects({ model: store.model, reader }, { subject, relation, candidates })),
    }))
  })
}

function users(store: StoreFile, test: StoreTest): readonly StoreResult[] {
  return test.users.flatMap(({ object, filters, contextual, expected }) => {
    const { reader } = asked(store, test, contextual)
    return Object.entries(expected).map(([relation, wanted]) => ({
      what: `who is ${relation} of ${object}`,
      expected: inOrder(wanted),
      actual: inOrder(
        filters.flatMap(({ type, relation: userset }) =>
          listSubjects({ model: store.model, reader }, { object, relation, type, userset }),
        ),
      ),
    }))
  })
}

function inOrder(names: readonly string[]): string {
  return `[${[...new Set(names)].sort().join(', ')}]`
}
