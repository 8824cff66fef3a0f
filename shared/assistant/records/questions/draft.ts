import type { PrincipalId } from '../../../kit/ids.ts'
import type { RecordConditions, RecordDate, RecordQueryInput, RecordType } from '../query.ts'
import type { Chunk } from './chunks.ts'
import type { Relation } from './lexicon.ts'
import type { TimeWords } from './periods.ts'

/** Words that say something which does not go with the rest. */
export class Unclear extends Error {
  readonly words: readonly string[]
  constructor(...chunks: readonly Chunk[]) {
    super('unclear')
    this.words = chunks.map(({ words }) => words)
  }
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }
export type Conditions = Writable<RecordConditions>

export interface SaidTime {
  readonly chunk: Chunk
  readonly time: TimeWords
  readonly relation: Relation | undefined
  readonly isNegated: boolean
  /** The end of "from … to …". */
  until?: TimeWords
  date: RecordDate | undefined
}

export interface SaidPerson {
  readonly chunk: Chunk
  readonly principals: readonly PrincipalId[]
  readonly role: 'subject' | 'by' | 'of' | 'assigned'
  /** How many verbs stood before it. */
  readonly verbAt: number
}

/** What was read of a question so far. */
export interface Draft {
  readonly where: Conditions
  readonly times: SaidTime[]
  readonly people: SaidPerson[]
  readonly verbs: RecordDate[]
  types: RecordType[]
  isOne: boolean
  isAll: boolean
  isCount: boolean
  group: RecordQueryInput['groupBy']
  most: Chunk | undefined
  fewest: Chunk | undefined
  without: Chunk | undefined
  extreme: (Chunk & { kind: 'extreme' }) | undefined
  limit: (Chunk & { kind: 'number' }) | undefined
  not: Chunk | undefined
  upcoming: Chunk | undefined
  top: Chunk | undefined
  sorted: (Chunk & { kind: 'sorted' }) | undefined
  isResting: boolean
  isNextDue: boolean
  /** Something is for somebody. */
  isFor: boolean
  /** Whether a negation was about the latest change. */
  isUntouched: boolean
  /** "New" ones, perhaps without a word of since when. */
  isNew: boolean
}

export function unclear(...chunks: readonly Chunk[]): never {
  throw new Unclear(...chunks)
}

export function emptyDraft(): Draft {
  return {
    where: {},
    times: [],
    people: [],
    verbs: [],
    types: [],
    isOne: false,
    isAll: false,
    isCount: false,
    group: undefined,
    most: undefined,
    fewest: undefined,
    without: undefined,
    extreme: undefined,
    limit: undefined,
    not: undefined,
    upcoming: undefined,
    top: undefined,
    sorted: undefined,
    isResting: false,
    isNextDue: false,
    isFor: false,
    isUntouched: false,
    isNew: false,
  }
}

/** A condition that is said once, and as it stands. Answers that no further chunk was taken. */
export function set<Key extends keyof Conditions>(draft: Draft, key: Key, chunk: Chunk, value: Conditions[Key]): 0 {
  if (draft.where[key] !== undefined || draft.not) unclear(chunk)
  draft.where[key] = value
  return 0
}
