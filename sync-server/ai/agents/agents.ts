import { agentPrincipal, mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Access } from '#server/access/access.ts'
import { type AgentConfiguration, type AgentRecord, builtinAtFirst } from '#server/storage/agent-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type Act, noteOf } from '#server/tenancy/act.ts'

export interface AgentPorts {
  readonly storage: Storage
  readonly access: Access
  readonly clock: Clock
  readonly random: Random
}

/** The agents of organisations. Whether the caller may is asked before, at the door. */
export interface Agents {
  /** The built-in one first. Agents that are members and have no configuration yet are among them, switched off. */
  list(organisation: OrganisationId): Promise<readonly AgentRecord[]>
  builtin(organisation: OrganisationId): Promise<AgentRecord>
  /** By id, or by the name that the operator's file gave it. */
  find(organisation: OrganisationId, words: string): Promise<AgentRecord | undefined>
  /** A member of the organisation from now on, which may do nothing yet: that is granted like to anybody. */
  create(organisation: OrganisationId, asked: NewAgent, act: Act): Promise<Outcome<'name-taken', AgentRecord>>
  /** What is left out stays; null takes away. */
  change(organisation: OrganisationId, asked: AgentChange, act: Act): Promise<Outcome<'not-found', AgentRecord>>
  /** With everything that it was granted. */
  remove(organisation: OrganisationId, id: string, act: Act): Promise<Outcome<'not-found', void>>
}

export interface NewAgent {
  /** A name for paths and files that no other agent has. */
  readonly slug: string
  readonly configuration: AgentConfiguration
}

export interface AgentChange {
  readonly id: string
  readonly patch: ConfigurationPatch
}

export type ConfigurationPatch = {
  readonly [Name in keyof AgentConfiguration]?: AgentConfiguration[Name] | null | undefined
}

export function openAgents(ports: AgentPorts): Agents {
  const builtin = (organisation: OrganisationId) => builtinOf(ports, organisation)
  const list = (organisation: OrganisationId) => listOf(ports, organisation)
  const find = async (organisation: OrganisationId, words: string) => {
    const named = await ports.storage.control.idOf({ kind: 'agent', scope: '', slug: words })
    return (await list(organisation)).find(({ id }) => id === words || id === named)
  }
  return { list, builtin, find, ...changesOf(ports, find) }
}

async function builtinOf({ storage, clock, random }: AgentPorts, organisation: OrganisationId): Promise<AgentRecord> {
  return (await storage.organisation(organisation)).agents.builtinAgent({
    id: mintId('agent', random),
    isBuiltin: true,
    configuration: builtinAtFirst,
    createdMs: clock.now(),
  })
}

async function listOf(ports: AgentPorts, organisation: OrganisationId): Promise<readonly AgentRecord[]> {
  const first = await builtinOf(ports, organisation)
  const store = await ports.storage.organisation(organisation)
  const configured = (await store.agents.agents()).filter(({ id }) => id !== first.id)
  const known = new Set([first, ...configured].map(({ id }) => id))
  const members = [...(await store.organisationRoles()).keys()].filter((each) => each.startsWith('agent:')).map(idOf)
  const bare = await Promise.all(members.filter((id) => !known.has(id)).map((id) => unconfigured(ports.storage, id)))
  return [first, ...configured, ...bare]
}

function changesOf(
  { storage, access, clock, random }: AgentPorts,
  find: Agents['find'],
): Pick<Agents, 'create' | 'change' | 'remove'> {
  const noted = (act: Act, action: string, about: { object: PrincipalId; body?: object }) =>
    noteOf(clock, act, { action, object: about.object, body: { ...about.body } })
  return {
    create: async (organisation, { slug, configuration }, act) => {
      const id = mintId<string>('agent', random)
      if ((await storage.control.nameId({ kind: 'agent', scope: '', slug }, id)) !== id) return refused('name-taken')
      const subject = agentPrincipal(id)
      const store = await storage.organisation(organisation)
      const role = 'member'
      await store.setOrganisationRole(
        { subject, role },
        noted(act, 'member.added', { object: subject, body: { role } }),
      )
      const agent = { id, isBuiltin: false, configuration, createdMs: clock.now() }
      await store.agents.putAgent(agent, noted(act, 'agent.created', { object: subject, body: configuration }))
      await access.announce({ organisation, subject })
      return done(agent)
    },
    change: async (organisation, { id, patch }, act) => {
      const found = await find(organisation, id)
      if (!found) return refused('not-found')
      const agent = { ...found, configuration: patched(found.configuration, patch) }
      const note = noted(act, 'agent.changed', { object: agentPrincipal(found.id), body: patch })
      await (await storage.organisation(organisation)).agents.putAgent(agent, note)
      return done(agent)
    },
    remove: async (organisation, words, act) => {
      const found = await find(organisation, words)
      if (!found || found.isBuiltin) return refused('not-found')
      const subject = agentPrincipal(found.id)
      const store = await storage.organisation(organisation)
      await store.removeMember({ subject, heir: undefined }, noted(act, 'member.removed', { object: subject }))
      await store.agents.removeAgent(found.id, noted(act, 'agent.removed', { object: subject }))
      await access.announce({ organisation, subject })
      return done()
    },
  }
}

/** Whose rights a job of it has, beside those of whoever it works for. The built-in one has none of its own and needs none. */
export function ownRightsOf({ id, isBuiltin }: AgentRecord): readonly PrincipalId[] {
  return isBuiltin ? [] : [agentPrincipal(id)]
}

async function unconfigured(storage: Storage, id: string): Promise<AgentRecord> {
  const name = (await storage.control.nameOf(id))?.slug ?? id
  return { id, isBuiltin: false, configuration: { name, isEnabled: false }, createdMs: 0 }
}

function idOf(principal: PrincipalId): string {
  return principal.slice('agent:'.length)
}

function patched(before: AgentConfiguration, patch: ConfigurationPatch): AgentConfiguration {
  const said = Object.entries(patch).filter(([, value]) => value !== undefined)
  const all = Object.entries({ ...before, ...Object.fromEntries(said) }).filter(([, value]) => value !== null)
  return Object.fromEntries(all) as unknown as AgentConfiguration
}
