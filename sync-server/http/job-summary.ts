import { agentPrincipal } from '#shared/kit/ids.ts'
import type { JobSummary } from '#shared/protocol/rest-agents.ts'
import { sentenceOfReason } from '#server/ai/jobs/problems.ts'
import { placeOfJob } from '#server/ai/jobs/scheduled-question.ts'
import type { JobRecord } from '#server/storage/job-store.ts'

/** A job as its requester sees it. */
export function summaryOf(job: JobRecord): JobSummary {
  const { id, state, requester, agent, task, answer, reason, createdMs, endedMs } = job
  const { conversation, question } = placeOfJob(job)
  return {
    id,
    state,
    requester,
    agent: agentPrincipal(agent),
    conversation,
    question,
    ...(task.kind === 'scheduled' && { schedule: task.schedule }),
    ...(answer !== undefined && { answer }),
    ...((state === 'failed' || isRefused(reason)) && { problem: sentenceOfReason(reason) }),
    createdAt: createdMs,
    ...(endedMs !== undefined && { endedAt: endedMs }),
  }
}

/** Ended before it began, and not by whoever asked. */
function isRefused(reason: string | undefined): boolean {
  return reason === 'no-agent' || reason === 'no-rights'
}
