import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Access } from '#server/access/access.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import { isAllowedToRun } from '../jobs/may-run.ts'
import { sentenceOfReason } from '../jobs/problems.ts'
import type { Agents } from './agents.ts'

interface AskablePorts {
  readonly access: Access
  readonly agents: Agents
}

export interface Asker {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly requester: PrincipalId
}

/** Whom somebody may have work in a workspace now: agents that are switched on and have access to it. Jobs ask the same when they begin. */
export async function askableAgents(ports: AskablePorts, asker: Asker): Promise<readonly AgentRecord[]> {
  const all = await ports.agents.list(asker.organisation)
  const isAskable = await Promise.all(all.map((agent) => whyNotAsked(ports, { ...asker, agent })))
  return all.filter((_, at) => isAskable[at] === undefined)
}

/** A sentence of why an agent would not work for somebody; undefined: it would. */
export async function whyNotAsked(
  ports: Pick<AskablePorts, 'access'>,
  { agent, workspace, requester }: Omit<Asker, 'organisation'> & { readonly agent: AgentRecord | undefined },
): Promise<string | undefined> {
  if (!agent?.configuration.isEnabled) return sentenceOfReason('no-agent')
  const isAllowed = await isAllowedToRun(ports, { job: { workspace, requester }, agent })
  return isAllowed ? undefined : sentenceOfReason('no-rights')
}
