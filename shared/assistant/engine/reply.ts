import type { ReplicaId } from '../../kit/ids.ts'
import type { Alert } from '../counsel/alerts.ts'
import type { BriefingPart } from '../counsel/briefing.ts'
import type { NextAction } from '../counsel/next-actions.ts'
import type { RecordAnswer } from '../records/answer.ts'
import type { Facets } from '../records/facets.ts'
import type { Since } from '../since/since.ts'
import type { Courtesy } from './courtesy.ts'

/** A command, or an outward act, with its input, to be shown before it is done: the very one that a button calls. */
export interface ProposedAction {
  readonly command: ActionCommand
  readonly input: Readonly<Record<string, unknown>>
  /** What it is done to, or what the new thing will be called. */
  readonly title: string
  /** undefined: it makes something. */
  readonly target: ReplicaId | undefined
}

export const actionCommands = [
  'tasks.create',
  'tasks.complete',
  'tasks.reopen',
  'tasks.setStatus',
  'tasks.setPriority',
  'tasks.schedule',
  'tasks.assign',
  'tasks.moveToProject',
  'tasks.rename',
  'tasks.setLabels',
  'tasks.repeat',
  'tasks.addChecklistItem',
  'tasks.setNotes',
  'tasks.waitFor',
  'tasks.stopWaitingFor',
  'tasks.trash',
  'tasks.restore',
  'tasks.createProject',
  'tasks.renameProject',
  'tasks.trashProject',
  'tasks.restoreProject',
  'documents.create',
  'documents.rename',
  'documents.move',
  'documents.trash',
  'documents.restore',
  'documents.createFolder',
  'documents.renameFolder',
  'documents.trashFolder',
  'documents.restoreFolder',
  'ideas.capture',
  'ideas.trash',
  'ideas.restore',
  'whiteboards.create',
  'whiteboards.rename',
  'whiteboards.trash',
  'whiteboards.restore',
  'sharing.share',
  'sharing.invite',
] as const
export type ActionCommand = (typeof actionCommands)[number]

/** What is asked of a thing that is named. */
export type Fact = 'due' | 'person' | 'status' | 'priority' | 'changed' | 'made'

export interface ProgressPart {
  readonly kind: 'open' | 'overdue' | 'due' | 'started' | 'unassigned' | 'done'
  readonly answer: RecordAnswer
}

/** A word as it was typed, and what it was taken for. */
export interface ReadAs {
  readonly said: string
  readonly meant: string
}

/** A question that can be answered in the place of one that can not. */
export interface Instead {
  readonly text: string
  /** What it asks for, as the answer will say it; absent: as in the text. */
  readonly sentence?: string
}

/** What is done elsewhere, and where. */
export type ByHand = 'undo' | 'unshare' | 'publish' | 'comment' | 'mail' | 'screen'

/** What the built-in engine says to some words. Everything in it comes from the rows or from the words, nothing is made up. */
export type Reply =
  | {
      readonly kind: 'answer'
      readonly sentence: string
      readonly answer: RecordAnswer
      readonly readAs?: readonly ReadAs[]
    }
  /** What is called so. */
  | { readonly kind: 'found'; readonly words: string; readonly ids: readonly ReplicaId[] }
  | { readonly kind: 'facts'; readonly fact: Fact; readonly words: string; readonly things: readonly Facets[] }
  | {
      readonly kind: 'progress'
      readonly id: ReplicaId
      readonly title: string
      readonly parts: readonly ProgressPart[]
    }
  | {
      readonly kind: 'names'
      readonly of: 'projects' | 'folders' | 'labels' | 'people'
      readonly names: readonly { readonly name: string; readonly id?: ReplicaId }[]
    }
  | { readonly kind: 'action'; readonly action: ProposedAction }
  /** Several tasks that the words may mean: the same for each. */
  | { readonly kind: 'choice'; readonly actions: readonly ProposedAction[] }
  /** The same for all of them. */
  | { readonly kind: 'several'; readonly actions: readonly ProposedAction[] }
  | { readonly kind: 'too-many'; readonly count: number; readonly most: number }
  | { readonly kind: 'by-hand'; readonly what: ByHand }
  | { readonly kind: 'courtesy'; readonly which: Courtesy }
  | { readonly kind: 'no-target'; readonly words: string }
  /** One name of several that were said means more than one task: these. */
  | { readonly kind: 'unclear-name'; readonly words: string; readonly ids: readonly ReplicaId[] }
  | { readonly kind: 'no-thing'; readonly words: string }
  /** Nobody of that name for certain, and no address. */
  | { readonly kind: 'no-person'; readonly words: string }
  | { readonly kind: 'no-words'; readonly command: ActionCommand }
  | { readonly kind: 'time-unread'; readonly words: string }
  | { readonly kind: 'next'; readonly actions: readonly NextAction[] }
  | { readonly kind: 'briefing'; readonly period: 'day' | 'week'; readonly parts: readonly BriefingPart[] }
  | { readonly kind: 'alerts'; readonly alerts: readonly Alert[] }
  | { readonly kind: 'since'; readonly since: Since }
  /** Nothing tells when they were here last. */
  | { readonly kind: 'since-unknown' }
  | { readonly kind: 'help' }
  /** Somebody has to write or know something that is in no record. */
  | { readonly kind: 'needs-model' }
  | { readonly kind: 'not-understood'; readonly words: readonly string[]; readonly instead?: readonly Instead[] }
  | { readonly kind: 'not-recorded'; readonly sentences: readonly string[] }
