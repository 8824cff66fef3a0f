import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { type Named, namesOf } from './names.ts'
import { nameOfOrganisation } from './organisations.ts'
import type { TenancyPorts } from './tenancy.ts'

/** What people call subjects of grants: people, agents, teams, and everyone of the organisation. */
export interface SubjectNames {
  readonly organisation: string
  get(subject: string): Named | undefined
}

export async function subjectNames(
  ports: TenancyPorts,
  organisation: OrganisationId,
  subjects: Iterable<string>,
): Promise<SubjectNames> {
  const { storage } = ports
  const store = await storage.organisation(organisation)
  const principals = [...subjects].filter((each) => !each.includes('#')) as PrincipalId[]
  const people = await namesOf({ ...ports, control: storage.control }, principals)
  const teams = new Map((await store.teams()).map(({ id, name }) => [`team:${id}#member`, { name, email: '' }]))
  const name = await nameOfOrganisation(ports, organisation, store)
  const everyone = { name: `Everyone in ${name}`, email: '' }
  return {
    organisation: name,
    get: (subject) =>
      people.get(subject as PrincipalId) ??
      teams.get(subject) ??
      (subject === `organization:${organisation}#member` ? everyone : undefined),
  }
}
