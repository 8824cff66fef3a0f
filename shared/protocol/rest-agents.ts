import { z } from 'zod'
import type { PrincipalId, ReplicaId } from '../kit/ids.ts'
import { type Calendar, weekStarts } from '../language/moment.ts'

export const agentName = z.string().trim().min(1, 'a name').max(60, 'a name of at most 60 letters')

/** Where an agent has no limit of its own: tokens that its model may say at a time, and how many times that until it has answered, calls and thinking included. */
export const agentDefaults = { maxTokens: 4_096, answersInJob: 8 } as const

/** How an agent is run, field by field: over REST and in nexus.yaml alike. */
export const agentFields = {
  /** Of the organisation's endpoint. */
  model: z.string().trim().min(1, 'the name of a model').max(200, 'the name of a model'),
  temperature: z.number().min(0, 'a number from 0 to 2').max(2, 'a number from 0 to 2'),
  /** That a model may say at a time. */
  maxTokens: z.int('a whole number').min(1, 'a number of 1 at least').max(1_000_000, 'a number of 1000000 at most'),
  instructions: z.string().max(20_000, 'a text of at most 20000 letters'),
  /** Names of tools, or `tasks.*`. */
  tools: z
    .array(
      z.string().regex(/^[a-zA-Z]+([._]([a-zA-Z]+|\*))*$/, 'the name of a tool, such as "tasks.create", or "tasks.*"'),
    )
    .max(200, 'a list of at most 200 tools'),
  monthlyTokens: z.int('a whole number').nonnegative('a number of 0 or more'),
}
const { model, temperature, maxTokens, instructions, tools, monthlyTokens } = agentFields

/** What can be said of an agent; null takes away. In nexus.yaml words are joined by `_`. */
export const agentBody = z.strictObject({
  name: agentName.optional(),
  model: model.nullable().optional(),
  temperature: temperature.nullable().optional(),
  maxTokens: maxTokens.nullable().optional(),
  instructions: instructions.nullable().optional(),
  /** Absent: all. */
  tools: tools.nullable().optional(),
  monthlyTokens: monthlyTokens.nullable().optional(),
  isEnabled: z.boolean().optional(),
})
/** POST /api/orgs/{org}/agents. PATCH …/agents/{agent} takes an `agentBody`. */
export const newAgentBody = agentBody.extend({
  /** What it goes by in paths and files; no other agent of the server has it. */
  slug: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'small letters, digits, ".", "_" and "-"'),
  name: agentName,
})

export interface AgentSummary {
  readonly id: string
  readonly principal: PrincipalId
  readonly isBuiltin: boolean
  readonly name: string
  readonly isEnabled: boolean
  readonly model?: string | undefined
  readonly temperature?: number | undefined
  readonly maxTokens?: number | undefined
  readonly instructions?: string | undefined
  readonly tools?: readonly string[] | undefined
  readonly monthlyTokens?: number | undefined
}

export const toolEffects = ['read', 'write', 'destructive', 'outward'] as const
/** GET /api/orgs/{org}/assistant/tools: what an agent can be allowed to do. */
export interface AgentTool {
  /** As in `tools` of an agent. */
  readonly name: string
  /** In a sentence. */
  readonly says: string
  /** read: it tells · write: taken back by one undo · destructive: takes something away · outward: somebody beyond the workspace is told. */
  readonly effect: (typeof toolEffects)[number]
}

/** GET /api/workspaces/{id}/agents: whom the caller may have work there. */
export interface AskableAgent {
  readonly id: string
  readonly name: string
  readonly isBuiltin: boolean
}

/** GET /api/orgs/{org}/usage/tokens?month=2026-11 */
export interface TokenUse {
  /** `organization`, `user:…`, `agent:…`. */
  readonly who: string
  readonly name: string
  readonly used: number
  readonly reserved: number
}

/** GET /api/workspaces/{id}/jobs: one's own, newest first. */
export interface JobSummary {
  readonly id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly requester: PrincipalId
  readonly agent: PrincipalId
  readonly conversation?: ReplicaId | undefined
  readonly question?: string | undefined
  readonly schedule?: string | undefined
  readonly answer?: string | undefined
  /** A sentence of why there is no answer. */
  readonly problem?: string | undefined
  readonly createdAt: number
  readonly endedAt?: number | undefined
}

/** POST /api/workspaces/{id}/schedules */
export const scheduleBody = z.strictObject({
  text: z.string().trim().min(1).max(8_000),
  rule: z.string().trim().min(1).max(300),
  timeZone: z.string().min(1).max(60),
  /** Left out: Monday. */
  weekStartsOn: z.literal(weekStarts).optional(),
  /** When it is done first, and at what time of the clock on the wall ever after: milliseconds since 1970, UTC. */
  startAt: z.int().nonnegative(),
  agent: z.string().max(64).optional(),
})
/** PATCH /api/workspaces/{id}/schedules/{schedule}; what is left out stays. */
export const scheduleChangeBody = scheduleBody.partial().extend({ isEnabled: z.boolean().optional() })

export interface ScheduleSummary extends z.output<typeof scheduleBody> {
  readonly id: string
  readonly weekStartsOn: Calendar['weekStartsOn']
  readonly owner: PrincipalId
  /** Of the agent; absent: there is none of that id any more. */
  readonly agentName?: string | undefined
  /** off: by its owner. over: the series has no further day. */
  readonly state: 'waiting' | 'off' | 'over'
  /** When it is asked next; absent unless it waits. */
  readonly dueAt?: number | undefined
  /** A sentence of why it would not be answered as things are now. */
  readonly problem?: string | undefined
  /** Absent: it was never asked, or that is no longer kept. */
  readonly lastRun?: JobSummary | undefined
}
