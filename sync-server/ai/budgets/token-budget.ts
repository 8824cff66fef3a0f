import { agentPrincipal, type OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Quotas } from '#server/tenancy/quotas/quotas.ts'
import type { EngineCall } from '../contract.ts'
import { noteOfJob } from '../tools/job-hold.ts'

export interface BudgetPorts {
  readonly storage: Storage
  readonly quotas: Pick<Quotas, 'limitsOf' | 'review'>
  readonly clock: Clock
}

export interface BudgetedJob {
  readonly organisation: OrganisationId
  readonly job: JobRecord
  readonly agent: AgentRecord
}

/** What an engine asks before each request to a model, and says after it. */
export interface TokenBudget extends Pick<EngineCall, 'reserve' | 'settle'> {
  /** What all requests together have cost so far. */
  readonly used: { readonly input: number; readonly output: number }
  /** Who had nothing left, when a reservation was refused: `organization`, `user:…`, `agent:…`. */
  readonly full: string | undefined
}

/**
 * Tokens of a calendar month (UTC), charged to the organisation, the person and the agent at once. Reserved before a request is made, so that
 * no number of jobs at the same time spends more than there is; what nobody has said the cost of has cost what was reserved.
 */
export async function openTokenBudget(ports: BudgetPorts, asked: BudgetedJob): Promise<TokenBudget> {
  const { storage, quotas, clock } = ports
  const { organisation, job, agent } = asked
  const { tokens } = await storage.organisation(organisation)
  const noteOf = (use: object) => noteOfJob(clock, { job, agent: agent.id }, { action: 'assistant.spent', ...use })
  await tokens.settleAbandoned(job.id, noteOf({ isKnown: false }))
  const budget = { used: { input: 0, output: 0 }, full: undefined as string | undefined }
  let request = 0
  let open: string | undefined
  return {
    get used() {
      return budget.used
    },
    get full() {
      return budget.full
    },
    reserve: async (wanted) => {
      const limits = await quotas.limitsOf(organisation)
      const charges = [
        { who: 'organization', limit: limits.max_ai_tokens },
        { who: job.requester, limit: limits.max_ai_tokens_per_person },
        { who: agentPrincipal(agent.id), limit: agent.configuration.monthlyTokens },
      ]
      const id = `${job.id}/${job.fence}/${(request += 1)}`
      const reserved = await tokens.reserveTokens({
        id,
        job: job.id,
        month: monthOf(clock.now()),
        tokens: wanted,
        charges,
      })
      if (reserved === 'reserved') {
        open = id
        return true
      }
      budget.full = reserved.full
      if (reserved.full === 'organization') quotas.review(organisation, 'max_ai_tokens')
      return false
    },
    settle: async ({ input, output }) => {
      budget.used = { input: budget.used.input + input, output: budget.used.output + output }
      if (open === undefined) return
      await tokens.settleTokens(open, input + output, noteOf({ input, output }))
      open = undefined
      quotas.review(organisation)
    },
  }
}

/** `2026-11`. */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7)
}
