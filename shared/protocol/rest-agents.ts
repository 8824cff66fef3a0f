import { z } from 'zod'
import type { PrincipalId, ReplicaId } from '../kit/ids.ts'

const name = z.string().trim().min(1).max(60)
const tools = z
  .array(z.string().regex(/^[a-zA-Z_]+([._][a-zA-Z_*]+)*$/, 'names of tools, such as "tasks.create" or "tasks.*"'))
  .max(200)

/** What can be said of an agent; null takes away. As in `members` of nexus.yaml, where words are joined by `_`. */
export const agentBody = z.strictObject({
  name: name.optional(),
  model: z.string().trim().min(1).max(200).nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  maxTokens: z.int().min(1).max(1_000_000).nullable().optional(),
  instructions: z.string().max(20_000).nullable().optional(),
  /** Absent: all. */
  tools: tools.nullable().optional(),
  monthlyTokens: z.int().nonnegative().nullable().optional(),
  isEnabled: z.boolean().optional(),
})
/** POST /api/orgs/{org}/agents. PATCH …/agents/{agent} takes an `agentBody`. */
export const newAgentBody = agentBody.extend({
  /** What it goes by in paths and files; no other agent of the server has it. */
  slug: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'small letters, digits, ".", "_" and "-"'),
  name,
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
  /** When it is done first, and at what time of the clock on the wall ever after: milliseconds since 1970, UTC. */
  startAt: z.int().nonnegative(),
  agent: z.string().max(64).optional(),
})
export interface ScheduleSummary extends z.output<typeof scheduleBody> {
  readonly id: string
  readonly owner: PrincipalId
  /** Absent: the series is over. */
  readonly dueAt?: number | undefined
}
