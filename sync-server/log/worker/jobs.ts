import * as Y from 'yjs'
import { fold, loadsAlike } from './fold-job.ts'
import { missingOf, noveltyOf, stateVectorOf } from '../update-diff.ts'

/** What a worker can do: pure functions over plain data, each in a file of its own once it is more than a line. */
export const jobs = {
  /** Throws when one of them can not be decoded. */
  mergeUpdates: (updates: readonly Uint8Array[]): Uint8Array => Y.mergeUpdates([...updates]),
  fold,
  loadsAlike,
  missingOf,
  stateVectorOf,
  noveltyOf,
} as const

export type JobName = keyof typeof jobs
export type JobInput<Name extends JobName> = Parameters<(typeof jobs)[Name]>[0]
export type JobOutput<Name extends JobName> = ReturnType<(typeof jobs)[Name]>
