import type { AccountId, OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { TenancyPorts } from './tenancy.ts'

/** In which organisations agents are, from the links that accounts have, so that nobody opens the files of all others to learn it. */
export interface AgentHomes {
  /** Some of them may have let the agent go meanwhile. */
  of(agent: PrincipalId): Promise<readonly OrganisationId[]>
}

/**
 * Links are made when an agent is first asked about, by one look into all organisations, and kept by what is announced from then on: so agents
 * of before there were links, and those that came with an archive, are found as well.
 */
export function openAgentHomes({ storage, access }: Pick<TenancyPorts, 'storage' | 'access'>): AgentHomes {
  const { control } = storage
  /** Found nowhere, until something is announced that may change that. */
  const homeless = new Set<PrincipalId>()
  const joined = async (agent: PrincipalId, organisation: OrganisationId) => {
    const known = await control.organisationsOfAccount(linkedAs(agent))
    if (known.length === 0 || known.includes(organisation)) return
    const roles = await (await storage.organisation(organisation)).organisationRoles()
    if (roles.has(agent)) await control.linkAccount(linkedAs(agent), organisation)
  }
  let latest: Promise<void> = Promise.resolve()
  access.onChanged(({ organisation, workspace, subject }) => {
    if (workspace !== undefined || (subject !== undefined && !isAgent(subject))) return
    homeless.clear()
    // An organisation that can not be read now is not listed either.
    if (subject !== undefined) latest = latest.then(() => joined(subject, organisation)).catch(() => undefined)
  })
  return {
    of: async (agent) => {
      await latest
      const known = await control.organisationsOfAccount(linkedAs(agent))
      if (known.length > 0 || homeless.has(agent)) return known
      homeless.add(agent)
      for (const organisation of await control.organisations()) {
        const roles = await (await storage.organisation(organisation)).organisationRoles()
        if (roles.has(agent)) await control.linkAccount(linkedAs(agent), organisation)
      }
      return control.organisationsOfAccount(linkedAs(agent))
    },
  }
}

function isAgent(principal: PrincipalId): boolean {
  return principal.startsWith('agent:')
}

/** Ids of agents and accounts are told apart by how they begin. */
function linkedAs(agent: PrincipalId): AccountId {
  return agent.slice('agent:'.length) as AccountId
}
