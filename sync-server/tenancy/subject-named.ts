import type { SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Members } from './members.ts'
import type { TenancyPorts } from './tenancy.ts'

/**
 * Behind what an operator writes: `user:bob@acme.com` or the bare address, `agent:agent_sales_001`, `team:Marketing`, `everyone`, or any of them
 * by id. undefined: nobody of that organisation.
 */
export async function subjectNamed(
  { storage, members }: Pick<TenancyPorts, 'storage'> & { readonly members: Members },
  organisation: OrganisationId,
  words: string,
): Promise<SubjectRef | undefined> {
  const everyone: SubjectRef = `organization:${organisation}#member`
  if (words === 'everyone' || words === everyone) return everyone
  const [, kind = '', name = ''] = /^(?:(user|agent|team):)?(.+?)(?:#member)?$/.exec(words) ?? []
  if (kind !== 'team') return (await members.find(organisation, name)) as SubjectRef | undefined
  const teams = await (await storage.organisation(organisation)).teams()
  const team = teams.find(({ id }) => id === name) ?? teams.find((each) => each.name === name)
  return team && `team:${team.id}#member`
}
