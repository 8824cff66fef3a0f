import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { addMemberBody, changeMemberBody, transferBody } from '#shared/protocol/rest-admin.ts'
import { putBits } from '#server/tenancy/grants.ts'
import type { Person } from '#server/tenancy/members.ts'
import { actOf } from './act-of.ts'
import { organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { inOrder, insiderOf, memberOnly, nameKey } from './organisation-routes.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'
import { workspaceNamed } from './workspace-named.ts'

const url = '/api/orgs/:org/members'
const keyOf = ({ name, principal }: Person) => nameKey(name, principal)

export function organisationMemberRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { members, access } = ports

  app.get(url, { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const { id, role } = await insiderOf(request, access)
    if (role === 'guest') throw new HttpRefusal('not-for-guests')
    const page = pageOf({ request, reply }, inOrder(await members.list(id), keyOf), keyOf)
    const items = await members.describe(id, page.items)
    // How somebody signs in and when is between them and those who answer for the organisation.
    const hidden = { twoFactor: false, lastSeenAt: undefined }
    return { ...page, items: role === 'admin' ? items : items.map((each) => ({ ...each, ...hidden })) }
  })

  app.post(url, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    reply.code(201)
    return addMember(ports, request)
  })

  app.patch(`${url}/:user`, { config: { door: 'organisation:administer' } }, async (request) => {
    const body = bodyAs(changeMemberBody, request.body)
    const { organisation, principal } = await memberOf(ports, request)
    orRefuse(await members.change(organisation, { principal, ...body }, actOf(request)))
    return members.one(organisation, principal)
  })

  // Everybody may leave; taking someone else out is administration.
  app.delete(`${url}/:user`, { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const caller = principalOf(request)
    const organisation = await organisationOf(request)
    const isSelf = userOf(request) === 'me' || (await members.find(organisation, userOf(request))) === caller
    if (!isSelf) orRefuse(await access.checkOrganisation(caller, 'administer', organisation))
    const principal = isSelf ? caller : (await memberOf(ports, request)).principal
    const heir = isSelf || !caller.startsWith('user:') ? undefined : caller
    orRefuse(await members.remove(organisation, { principal, heir }, actOf(request)))
    return reply.code(204).send()
  })

  app.post('/api/orgs/:org/ownership', { config: { door: 'organisation:enter' } }, async (request, reply) => {
    const { to, admin } = bodyAs(transferBody, request.body)
    const organisation = await memberOnly(request, access)
    const heir = await members.find(organisation, to)
    const from = principalOf(request)
    if (!heir || heir === from || heir.startsWith('agent:')) throw new HttpRefusal('not-found')
    orRefuse(await members.transfer(organisation, { from, to: heir, admin }, actOf(request)))
    return reply.code(204).send()
  })
}

async function addMember(ports: HttpPorts, request: FastifyRequest) {
  const { members, invitations, storage } = ports
  const { email, role, workspaces } = bodyAs(addMemberBody, request.body)
  const organisation = await organisationOf(request)
  const grants = await Promise.all(
    workspaces.map(async ({ workspace, bits }) => ({
      workspace: await workspaceNamed(ports, organisation, workspace),
      bits,
    })),
  )
  const act = actOf(request)
  const account = await storage.control.accountByEmail(email)
  if (!account) {
    const asked = { email, role, grants, expiresInDays: 14 }
    return { invitation: orRefuse(await invitations.invite(organisation, asked, act)) }
  }
  const principal = userPrincipal(account.id)
  orRefuse(await members.admit(organisation, { principal, email, role }, act))
  for (const grant of grants) orRefuse(await putBits(ports, { organisation, subject: principal, ...grant }, act))
  return { member: await members.one(organisation, principal) }
}

async function memberOf({ members }: HttpPorts, request: FastifyRequest) {
  const organisation = await organisationOf(request)
  const principal: PrincipalId | undefined = await members.find(organisation, userOf(request))
  if (!principal) throw new HttpRefusal('not-found')
  return { organisation, principal }
}

function userOf(request: FastifyRequest): string {
  return (request.params as { user: string }).user
}
