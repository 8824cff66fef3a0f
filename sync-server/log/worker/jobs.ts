import * as Y from 'yjs'
import { compareOverlap } from './compare-overlap.ts'
import { fold, loadsAlike } from './fold-job.ts'
import type { changeFacts } from './change-facts.ts'
import type { project } from './project-job.ts'
import type { editNote, hunkOfNote, readNote } from './note-job.ts'
import type { leftToTakeBack } from './left-to-take-back.ts'
import type { readThing } from './read-job.ts'
import type { searchText } from './text-job.ts'
import type { undoSteps } from './undo-steps.ts'
import { placeAfter } from './place-after.ts'
import { tryAllChunks } from './try-chunks.ts'
import { tryUpdate } from './try-update.ts'
import { missingOf, noveltyOf, stateVectorOf } from '../update-diff.ts'

/** What a worker can do: functions over plain data, each in a file of its own once it is more than a line. */
export const jobs = {
  /** Throws when one of them can not be decoded. */
  mergeUpdates: (updates: readonly Uint8Array[]): Uint8Array => Y.mergeUpdates([...updates]),
  fold,
  loadsAlike,
  missingOf,
  /** All rooms come with it, half a second of loading, which a worker that checks changes has no need of. */
  project: async (input: Parameters<typeof project>[0]): Promise<ReturnType<typeof project>> =>
    (await import('./project-job.ts')).project(input),
  readThing: async (input: Parameters<typeof readThing>[0]): Promise<ReturnType<typeof readThing>> =>
    (await import('./read-job.ts')).readThing(input),
  searchText: async (input: Parameters<typeof searchText>[0]): Promise<ReturnType<typeof searchText>> =>
    (await import('./text-job.ts')).searchText(input),
  readNote: async (input: Parameters<typeof readNote>[0]): Promise<ReturnType<typeof readNote>> =>
    (await import('./note-job.ts')).readNote(input),
  editNote: async (input: Parameters<typeof editNote>[0]): Promise<ReturnType<typeof editNote>> =>
    (await import('./note-job.ts')).editNote(input),
  hunkOfNote: async (input: Parameters<typeof hunkOfNote>[0]): Promise<ReturnType<typeof hunkOfNote>> =>
    (await import('./note-job.ts')).hunkOfNote(input),
  changeFacts: async (input: Parameters<typeof changeFacts>[0]): Promise<ReturnType<typeof changeFacts>> =>
    (await import('./change-facts.ts')).changeFacts(input),
  undoSteps: async (input: Parameters<typeof undoSteps>[0]): Promise<ReturnType<typeof undoSteps>> =>
    (await import('./undo-steps.ts')).undoSteps(input),
  leftToTakeBack: async (input: Parameters<typeof leftToTakeBack>[0]): ReturnType<typeof leftToTakeBack> =>
    (await import('./left-to-take-back.ts')).leftToTakeBack(input),
  stateVectorOf,
  noveltyOf,
  tryAllChunks,
  tryUpdate,
  placeAfter,
  compareOverlap,
} as const

export type JobName = keyof typeof jobs
export type JobInput<Name extends JobName> = Parameters<(typeof jobs)[Name]>[0]
export type JobOutput<Name extends JobName> = Awaited<ReturnType<(typeof jobs)[Name]>>
