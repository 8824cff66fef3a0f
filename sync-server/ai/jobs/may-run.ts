import type { Access } from '#server/access/access.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { ownRightsOf } from '../agents/agents.ts'

/** Whoever asked may still have agents work here, and the agent is still somebody here, too: who was removed or suspended has nobody working for them. */
export async function isAllowedToRun(
  { access }: { readonly access: Access },
  asked: { readonly job: Pick<JobRecord, 'workspace' | 'requester'>; readonly agent: AgentRecord },
): Promise<boolean> {
  const { workspace, requester } = asked.job
  if (!(await access.check(requester, 'execute', workspace)).ok) return false
  for (const each of ownRightsOf(asked.agent)) if (!(await access.viewOf(each, workspace))) return false
  return true
}
