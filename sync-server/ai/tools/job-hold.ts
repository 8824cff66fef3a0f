import { agentPrincipal, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Calendar } from '#shared/language/moment.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import type { JobRecord, Lease } from '#server/storage/job-store.ts'
import { ownRightsOf } from '../agents/agents.ts'

/** A job in the hands of whoever runs it now. */
export interface JobHold {
  readonly organisation: OrganisationId
  readonly job: JobRecord
  readonly lease: Lease
  readonly agent: AgentRecord
  /** All that a call may do, each of them may do: the agent, who asked, and whoever else has a hand in the question. */
  readonly rightsOf: readonly PrincipalId[]
  /** All of them may write something there: else no tool that writes is offered. */
  readonly mayWrite: boolean
  /** Where it was asked. */
  readonly calendar: Calendar
}

export function rightsFor(agent: AgentRecord, people: readonly PrincipalId[]): readonly PrincipalId[] {
  return [...new Set([...ownRightsOf(agent), ...people])]
}

/** What the audit log is told of a job. Nothing of what people wrote or read stands in it. */
export function noteOfJob(
  clock: Clock,
  { job, agent }: Pick<JobHold, 'job'> & { readonly agent: string },
  { action, ...body }: { readonly action: string } & Readonly<Record<string, unknown>>,
): AuditNote {
  return {
    action,
    actor: agentPrincipal(agent),
    object: `workspace:${job.workspace}`,
    outcome: 'done',
    timeMs: clock.now(),
    body: { job: job.id, for: job.requester, ...body },
  }
}
