import { z } from 'zod'
import { isReplicaId, type PrincipalId, type ReplicaId } from '../kit/ids.ts'

/** What happened in a workspace, below /api/workspaces/{id}/activity. */

export const activityActs = [
  'created',
  'changed',
  'renamed',
  'moved',
  'completed',
  'reopened',
  'trashed',
  'restored',
  'shared',
  'invited',
] as const
export type ActivityAct = (typeof activityActs)[number]

const id = z.custom<ReplicaId>(isReplicaId, 'not an id').meta({ type: 'string' })
const principal = z
  .custom<PrincipalId>((value) => typeof value === 'string' && value.length <= 100)
  .meta({
    type: 'string',
    description: 'user:…, agent:… or service:…',
  })
const time = z.number().meta({ description: 'Milliseconds since 1970, UTC, by the clock of the server' })

/** GET …/activity. Newest first. */
export const activityQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  /** The `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,15}\.\d{1,15}$/)
    .optional(),
  /** Only what ended at this time or later: milliseconds since 1970, UTC. */
  since: z.coerce.number().int().min(0).optional(),
  /** Only what this principal did, or had an agent do. */
  by: z.string().max(100).optional(),
  /** Only what agents did or proposed. */
  assistant: z.stringbool().optional(),
  /** Only things of one kind: document, folder, idea, task, project or board. */
  type: z.string().max(40).optional(),
  /** Only what happened to one thing. */
  thing: id.optional(),
})
export type ActivityQuery = z.output<typeof activityQuery>

/** One act of somebody, as people think of it: a sitting at a document, ten tasks that were made at once. */
const activityItem = z.object({
  id: z.string().meta({ description: 'The same as long as nothing is added to it: what …/activity/{act}/undo takes' }),
  act: z.enum(activityActs),
  type: z.string().meta({
    description: 'Of the things: document, folder, idea, task, project or board; of an invitation: workspace',
  }),
  things: z
    .array(z.object({ id, title: z.string().meta({ description: 'As it is called now; empty: untitled' }) }))
    .readonly()
    .meta({ description: 'What the caller may read of it, in the order in which it was done; an invitation has none' }),
  fields: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Of a change: the names of the fields, and `content` for a text or a drawing' }),
  by: principal.meta({ description: 'Who wrote it: of a proposal who accepted it' }),
  assistant: z
    .object({
      agent: principal,
      requester: principal,
      job: z.string(),
      acceptedBy: principal.optional(),
      acceptedAt: time.optional(),
    })
    .optional()
    .meta({ description: 'It was done or proposed by an agent, at the wish of the requester' }),
  from: time,
  to: time,
  canUndo: z.boolean().meta({
    description:
      'An agent or the caller did it, the caller may write (of `outward`: share) there, and something of it can still be taken back',
  }),
  changedSince: z.array(id).readonly().optional().meta({
    description: 'Of the things: those that somebody has changed since where it changed them; an undo leaves that',
  }),
  outward: z
    .object({
      whom: z.string().meta({ description: 'An e-mail address, or a principal' }),
      may: z.enum(['view', 'run', 'edit']),
      before: z.object({ bits: z.string(), canShare: z.boolean() }),
    })
    .optional()
    .meta({
      description:
        'It reached beyond the workspace: who was let in, as what, and what they had there before. PUT that to …/sharing[/{replica}]/{whom} to take it back',
    }),
  onlyByHistory: z
    .boolean()
    .optional()
    .meta({ description: 'It drew: what was there before is brought back by the version history, not by an undo' }),
})
export type ActivityItem = z.output<typeof activityItem>

export const activityPage = z.object({
  items: z.array(activityItem).readonly(),
  names: z.record(z.string(), z.string()).meta({ description: 'What people call the principals that are named here' }),
  next: z.string().optional().meta({ description: 'There may be more: `before` of the next page' }),
})
export type ActivityPage = z.output<typeof activityPage>
