import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { teamBody, teamMemberBody, type Team } from '#shared/protocol/rest-admin.ts'
import { actOf } from './act-of.ts'
import { organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { inOrder, insiderOf, memberOnly, nameKey } from './organisation-routes.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

const url = '/api/orgs/:org/teams'
const memberUrl = `${url}/:team/members/:user`
const keyOf = ({ name, id }: Team) => nameKey(name, id)

export function teamRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { teams, members, access } = ports

  app.get(url, { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const all = await teams.list(await memberOnly(request, access))
    return pageOf({ request, reply }, inOrder(all, keyOf), keyOf)
  })

  app.post(url, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    const body = bodyAs(teamBody, request.body)
    const team = orRefuse(await teams.create(await organisationOf(request), body, actOf(request)))
    reply.code(201)
    return team
  })

  app.patch(`${url}/:team`, { config: { door: 'organisation:administer' } }, async (request) => {
    const body = bodyAs(teamBody, request.body)
    return orRefuse(await teams.change(await organisationOf(request), { id: teamOf(request), ...body }, actOf(request)))
  })

  app.delete(`${url}/:team`, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    if (!(await teams.remove(await organisationOf(request), teamOf(request), actOf(request))))
      throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  // Whoever leads a team says who is in it.
  app.put(memberUrl, { config: { door: 'organisation:enter' } }, async (request) => {
    const organisation = await leaderIn(ports, request)
    const place = bodyAs(teamMemberBody, request.body ?? {}).isLead ? 'lead' : 'member'
    const principal = await members.find(organisation, userOf(request))
    if (!principal) throw new HttpRefusal('not-found')
    const team = teamOf(request)
    orRefuse(await teams.setMember(organisation, { team, principal, place }, actOf(request)))
    return teams.one(organisation, team)
  })

  app.delete(memberUrl, { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const organisation = await leaderIn(ports, request)
    const principal = await members.find(organisation, userOf(request))
    if (!principal) throw new HttpRefusal('not-found')
    orRefuse(
      await teams.setMember(organisation, { team: teamOf(request), principal, place: undefined }, actOf(request)),
    )
    return reply.code(204).send()
  })
}

async function leaderIn({ teams, access }: HttpPorts, request: FastifyRequest): Promise<OrganisationId> {
  const { id, role } = await insiderOf(request, access)
  if (role !== 'admin' && !(await teams.isLed(id, teamOf(request), principalOf(request))))
    throw new HttpRefusal('not-allowed')
  return id
}

function teamOf(request: FastifyRequest): string {
  return (request.params as { team: string }).team
}

function userOf(request: FastifyRequest): string {
  return (request.params as { user: string }).user
}
