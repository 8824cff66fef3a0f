import { mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Team } from '#shared/protocol/rest-admin.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import type { TeamRecord } from '#server/storage/team-store.ts'
import { type Act, noteOf } from './act.ts'
import { namesOf } from './names.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Teams of an organisation; who is in one that is part of another is in the other, too. */
export interface Teams {
  list(organisation: OrganisationId): Promise<readonly Team[]>
  one(organisation: OrganisationId, id: string): Promise<Team | undefined>
  create(organisation: OrganisationId, asked: TeamAsked, act: Act): Promise<Outcome<'not-found', Team>>
  /** What is left out stays. */
  change(
    organisation: OrganisationId,
    asked: TeamAsked & { id: string },
    act: Act,
  ): Promise<Outcome<'not-found' | 'team-cycle', Team>>
  remove(organisation: OrganisationId, id: string, act: Act): Promise<boolean>
  /** Guests can not be in teams: what is granted to a team is granted to people of the organisation. */
  setMember(
    organisation: OrganisationId,
    asked: TeamMembership,
    act: Act,
  ): Promise<Outcome<'not-found' | 'not-for-guests', void>>
  /** Whether somebody leads it, or a team that it is part of. */
  isLed(organisation: OrganisationId, team: string, by: PrincipalId): Promise<boolean>
}

export interface TeamAsked {
  readonly name: string
  /** null: of none. */
  readonly parent?: string | null | undefined
}

export interface TeamMembership {
  readonly team: string
  readonly principal: PrincipalId
  /** undefined: not any more. */
  readonly place: 'lead' | 'member' | undefined
}

export function openTeams(ports: TenancyPorts): Teams {
  const { storage, clock, random, access } = ports
  const one = async (organisation: OrganisationId, id: string) => {
    const store = await storage.organisation(organisation)
    const team = await store.team(id)
    return team && describe(ports, store, team)
  }
  const told = async (organisation: OrganisationId, id: string) => {
    await access.announce({ organisation })
    const team = await one(organisation, id)
    return team ? done(team) : refused('not-found')
  }
  return {
    one,
    list: async (organisation) => {
      const store = await storage.organisation(organisation)
      return Promise.all((await store.teams()).map((team) => describe(ports, store, team)))
    },
    create: async (organisation, { name, parent }, act) => {
      const store = await storage.organisation(organisation)
      const team = { id: mintId('team', random), name, parent: parent ?? undefined, createdAt: clock.now() }
      const note = noteOf(clock, act, { action: 'team.created', object: `team:${team.id}`, body: { name, parent } })
      return (await store.insertTeam(team, note)) === 'done' ? told(organisation, team.id) : refused('not-found')
    },
    change: async (organisation, { id, name, parent }, act) => {
      const store = await storage.organisation(organisation)
      const before = await store.team(id)
      if (!before) return refused('not-found')
      const team = { id, name, parent: parent === undefined ? before.parent : (parent ?? undefined) }
      const note = noteOf(clock, act, { action: 'team.changed', object: `team:${id}`, body: { name, parent } })
      const changed = await store.changeTeam(team, note)
      if (changed === 'done') return told(organisation, id)
      return refused(changed === 'cycle' ? 'team-cycle' : 'not-found')
    },
    remove: async (organisation, id, act) => {
      const store = await storage.organisation(organisation)
      const note = noteOf(clock, act, { action: 'team.removed', object: `team:${id}` })
      if (!(await store.deleteTeam(id, note))) return false
      await access.announce({ organisation })
      return true
    },
    setMember: (organisation, asked, act) => setMember(ports, { organisation, ...asked }, act),
    isLed: async (organisation, team, by) => {
      const store = await storage.organisation(organisation)
      for (let at = await store.team(team); at; at = at.parent === undefined ? undefined : await store.team(at.parent))
        if ((await store.teamMembers(at.id)).get(by) === 'lead') return true
      return false
    },
  }
}

async function setMember(
  { storage, clock, access }: TenancyPorts,
  { organisation, team, principal, place }: TeamMembership & { organisation: OrganisationId },
  act: Act,
) {
  const store = await storage.organisation(organisation)
  if (!(await store.team(team))) return refused('not-found')
  if (place) {
    const role = (await store.organisationRoles()).get(principal)
    if (!role) return refused('not-found')
    if (role === 'guest') return refused('not-for-guests')
  } else if (!(await store.teamMembers(team)).has(principal)) return refused('not-found')
  const action = place ? 'team.member-added' : 'team.member-removed'
  const body = { principal, ...(place && { place }) }
  await store.setTeamMember(
    { team, subject: principal, place },
    noteOf(clock, act, { action, object: `team:${team}`, body }),
  )
  await access.announce({ organisation, subject: principal })
  return done()
}

async function describe(ports: TenancyPorts, store: OrganisationStore, team: TeamRecord): Promise<Team> {
  const members = await store.teamMembers(team.id)
  const names = await namesOf({ ...ports, control: ports.storage.control }, members.keys())
  return {
    id: team.id,
    name: team.name,
    ...(team.parent !== undefined && { parent: team.parent }),
    members: [...members]
      .map(([principal, place]) => ({ principal, name: names.get(principal)?.name ?? '', isLead: place === 'lead' }))
      .toSorted((a, b) => Number(b.isLead) - Number(a.isLead) || a.name.localeCompare(b.name, 'en')),
  }
}
