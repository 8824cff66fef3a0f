import { agentPrincipal, mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import { operator } from '#server/access/operator-access.ts'
import { type AgentConfiguration, builtinAtFirst } from '#server/storage/agent-store.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { noteOf } from './act.ts'
import { memberNamed } from './provision-members.ts'
import type { MemberPlan } from './provision-plan.ts'
import type { PlannedStep } from './provision-planner.ts'
import type { TenancyPorts } from './tenancy.ts'

interface AgentNow {
  readonly member: MemberPlan
  /** undefined: yet to be made. */
  readonly known: PrincipalId | undefined
  readonly store: OrganisationStore | undefined
  idOf(): Promise<OrganisationId>
}

/** How the server is to run an agent; undefined: it does so already, or nothing is said of it. */
export async function agentStep(
  ports: TenancyPorts,
  { member, known, store, idOf }: AgentNow,
): Promise<PlannedStep | undefined> {
  const { configuration, user } = member
  if (!configuration) return undefined
  const present = known && (await store?.agents.agent(idOfAgent(known)))
  if (present && sorted(present.configuration) === sorted(configuration)) return undefined
  return {
    line: `${present ? '~' : '+'} agent ${user} is run by the server${configuration.isEnabled ? '' : ', switched off'}`,
    run: async () => {
      const act = { by: operator }
      const { principal } = await memberNamed(ports, member, act)
      const { agents } = await ports.storage.organisation(await idOf())
      const record = { id: idOfAgent(principal), isBuiltin: false, configuration, createdMs: ports.clock.now() }
      const body = { ...configuration }
      await agents.putAgent(record, noteOf(ports.clock, act, { action: 'agent.changed', object: principal, body }))
      return done()
    },
  }
}

interface BuiltinNow extends Pick<AgentNow, 'store' | 'idOf'> {
  readonly slug: string
  readonly configuration: AgentConfiguration | undefined
}

/** The same of the agent that every organisation has. */
export async function builtinStep(
  { storage, clock, random }: TenancyPorts,
  { slug, configuration, store, idOf }: BuiltinNow,
): Promise<PlannedStep | undefined> {
  if (!configuration) return undefined
  const present = (await store?.agents.agents())?.find(({ isBuiltin }) => isBuiltin)
  if (sorted(present?.configuration ?? builtinAtFirst) === sorted(configuration)) return undefined
  return {
    line: `~ the built-in agent of ${slug} is run as the file says${configuration.isEnabled ? '' : ', switched off'}`,
    run: async () => {
      const { agents } = await storage.organisation(await idOf())
      const made = { id: mintId<string>('agent', random), isBuiltin: true, configuration, createdMs: clock.now() }
      const { id, createdMs } = await agents.builtinAgent(made)
      const changed = { action: 'agent.changed', object: agentPrincipal(id), body: { ...configuration } }
      await agents.putAgent({ id, isBuiltin: true, configuration, createdMs }, noteOf(clock, { by: operator }, changed))
      return done()
    },
  }
}

function idOfAgent(principal: PrincipalId): string {
  return principal.slice('agent:'.length)
}

function sorted(configuration: AgentConfiguration): string {
  const said = Object.entries(configuration).filter(([, value]) => value !== undefined)
  return JSON.stringify(said.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
