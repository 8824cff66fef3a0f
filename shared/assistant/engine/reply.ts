import type { ReplicaId } from '../../kit/ids.ts'
import type { Alert } from '../counsel/alerts.ts'
import type { BriefingPart } from '../counsel/briefing.ts'
import type { NextAction } from '../counsel/next-actions.ts'
import type { RecordAnswer } from '../records/answer.ts'
import type { Since } from '../since/since.ts'

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
  'tasks.trash',
  'tasks.createProject',
  'documents.create',
  'documents.createFolder',
  'ideas.capture',
  'whiteboards.create',
  'sharing.share',
  'sharing.invite',
] as const
export type ActionCommand = (typeof actionCommands)[number]

/** What the built-in engine says to some words. Everything in it comes from the rows or from the words, nothing is made up. */
export type Reply =
  | { readonly kind: 'answer'; readonly sentence: string; readonly answer: RecordAnswer }
  | { readonly kind: 'action'; readonly action: ProposedAction }
  /** Several tasks that the words may mean: the same for each. */
  | { readonly kind: 'choice'; readonly actions: readonly ProposedAction[] }
  | { readonly kind: 'no-target'; readonly words: string }
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
  | { readonly kind: 'not-understood'; readonly words: readonly string[] }
  | { readonly kind: 'not-recorded'; readonly sentences: readonly string[] }
