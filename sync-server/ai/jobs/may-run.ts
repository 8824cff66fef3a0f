import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Access } from '#server/access/access.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { type Agents, ownRightsOf } from '../agents/agents.ts'

interface MayRunPorts {
  readonly access: Access
  readonly agents: Pick<Agents, 'find'>
}

/** The agent of a job as it is now, or why it is not to do anything: asked before each call and before the answer. */
export async function presentAgent(
  { access, agents }: MayRunPorts,
  { organisation, job }: { readonly organisation: OrganisationId; readonly job: JobRecord },
): Promise<AgentRecord | 'no-agent' | 'no-rights'> {
  const agent = await agents.find(organisation, job.agent)
  if (!agent?.configuration.isEnabled) return 'no-agent'
  return (await isAllowedToRun({ access }, { job, agent })) ? agent : 'no-rights'
}

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
