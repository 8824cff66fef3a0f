import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OrganisationId } from '#shared/kit/ids.ts'
import {
  createOrganisationBody,
  newWorkspaceBody,
  type OrganisationRole,
  organisationSettingsBody,
  suspensionBody,
} from '#shared/protocol/rest-admin.ts'
import type { Access } from '#server/access/access.ts'
import { actOf } from './act-of.ts'
import { organisationOf, personOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

export function organisationRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { organisations, organisationWorkspaces, access } = ports
  app.get('/api/orgs', { config: { door: 'signed-in' } }, (request) => organisations.of(principalOf(request)))

  app.post('/api/orgs', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { name } = bodyAs(createOrganisationBody, request.body)
    const made = await organisations.create({ name, account: personOf(request) }, actOf(request))
    reply.code(201)
    return made
  })

  app.get('/api/orgs/:org', { config: { door: 'organisation:enter' } }, async (request) => {
    const { id, role } = await insiderOf(request, access)
    return organisations.detail(id, role)
  })

  app.patch('/api/orgs/:org', { config: { door: 'organisation:administer' } }, async (request) => {
    const patch = bodyAs(organisationSettingsBody, request.body)
    const id = await organisationOf(request)
    orRefuse(await organisations.change(id, patch, actOf(request)))
    return organisations.detail(id, 'admin')
  })

  app.put('/api/orgs/:org/suspension', { config: { door: 'operator' } }, async (request, reply) => {
    const { suspended } = bodyAs(suspensionBody, request.body)
    const id = await organisationOf(request)
    if (!(await organisations.setSuspended(id, suspended, actOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  app.get('/api/orgs/:org/workspaces', { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const { id, role } = await insiderOf(request, access)
    const all = await organisationWorkspaces.list(id, { principal: principalOf(request), role })
    const keyOf = (each: { createdAt: number; id: string }) => `${String(each.createdAt).padStart(16, '0')}${each.id}`
    return pageOf({ request, reply }, inOrder(all, keyOf), keyOf)
  })

  app.post('/api/orgs/:org/workspaces', { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const id = await memberOnly(request, access)
    const body = bodyAs(newWorkspaceBody, request.body)
    const made = orRefuse(await organisationWorkspaces.create(id, body, actOf(request)))
    reply.code(201)
    return made
  })
}

/** The organisation, and as what the caller is in it. */
export async function insiderOf(
  request: FastifyRequest,
  access: Access,
): Promise<{ id: OrganisationId; role: OrganisationRole }> {
  const id = await organisationOf(request)
  return { id, role: orRefuse(await access.checkOrganisation(principalOf(request), 'enter', id)) }
}

/** Guests see what was shared with them, not who and what else is there. */
export async function memberOnly(request: FastifyRequest, access: Access): Promise<OrganisationId> {
  const { id, role } = await insiderOf(request, access)
  if (role === 'guest') throw new HttpRefusal('not-for-guests')
  return id
}

/** As pages of them are cut. */
export function inOrder<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const keyed = items.map((item) => [keyOf(item), item] as const)
  return keyed.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, item]) => item)
}

/** Names in an order that people expect, and one for each id. */
export function nameKey(name: string, id: string): string {
  return `${name.normalize('NFKD').toLowerCase()}\u0000${id}`
}
