import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inviteBody, type Invitation, type JoinAnswer } from '#shared/protocol/rest.ts'
import { isReplicaId, type OrganisationId } from '#shared/kit/ids.ts'
import { organisationInviteBody, type OrganisationInvitation } from '#shared/protocol/rest-admin.ts'
import { openAttemptLimit } from '#server/identity/attempt-limit.ts'
import { actOf } from './act-of.ts'
import { organisationOf, personOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { inOrder } from './organisation-routes.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'
import { workspaceNamed } from './workspace-named.ts'

/** Of a workspace, and what is done with the token of any. */
export function invitationRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { invitations, storage } = ports
  const url = '/api/workspaces/:id/invitations'
  app.get(url, { config: { door: 'share' } }, (request) => invitations.pending(workspaceOf(request)))

  app.post(url, { config: { door: 'share' } }, async (request, reply) => {
    const { role, expiresInDays } = bodyAs(inviteBody, request.body)
    const workspace = workspaceOf(request)
    const organisation = await storage.control.organisationOfWorkspace(workspace)
    if (!organisation) throw new HttpRefusal('not-found')
    const asked = { role: 'guest', workspace, workspaceRole: role, expiresInDays } as const
    const made = orRefuse(await invitations.invite(organisation, asked, actOf(request)))
    reply.code(201)
    const { id, expiresAt, createdBy, token } = made
    return { id, role, expiresAt, createdBy, token } satisfies Invitation
  })

  app.delete(`${url}/:invitation`, { config: { door: 'share' } }, async (request, reply) => {
    if (!(await invitations.revokeOf(workspaceOf(request), invitationOf(request), actOf(request))))
      throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  const guesses = openAttemptLimit({ clock: ports.clock, free: 30 })
  /** Tokens can not be guessed; those who try are not to keep the server busy either. */
  const withoutGuessing = async <Answer>(request: FastifyRequest, ask: () => Promise<Answer>): Promise<Answer> => {
    const waitMs = guesses.waitMs(request.ip)
    if (waitMs > 0) throw new HttpRefusal('too-many', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } })
    try {
      return await ask()
    } catch (error) {
      if (error instanceof HttpRefusal && error.code === 'invitation-gone') guesses.failed(request.ip)
      throw error
    }
  }

  app.get('/api/invitations/:token', { config: { door: 'anyone' } }, (request) =>
    withoutGuessing(request, async () => orRefuse(await invitations.preview(tokenOf(request)))),
  )

  app.post('/api/invitations/:token/accept', { config: { door: 'signed-in' } }, (request) =>
    withoutGuessing(request, () => accept(ports, request)),
  )
}

async function accept({ invitations, tenancy }: HttpPorts, request: FastifyRequest): Promise<JoinAnswer> {
  const joined = orRefuse(await invitations.accept(tokenOf(request), personOf(request), request.ip))
  const { organisation, workspace, role, replica } = joined
  if (!workspace) return { organisation }
  const summary = await tenancy.summary(workspace, role ?? 'viewer')
  if (!summary) throw new HttpRefusal('invitation-gone')
  return { ...summary, ...(replica && { replica }) }
}

/** Of an organisation. */
export function organisationInvitationRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { invitations } = ports
  const url = '/api/orgs/:org/invitations'
  const keyOf = ({ expiresAt, id }: OrganisationInvitation) => `${String(expiresAt).padStart(16, '0')}${id}`

  app.get(url, { config: { door: 'organisation:administer' } }, async (request, reply) =>
    pageOf({ request, reply }, inOrder(await invitations.open(await organisationOf(request)), keyOf), keyOf),
  )

  app.post(url, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    const organisation = await organisationOf(request)
    const asked = await invitationAsked(ports, organisation, request.body)
    const made = orRefuse(await invitations.invite(organisation, asked, actOf(request)))
    reply.code(201)
    return made
  })

  app.post(`${url}/:invitation/resend`, { config: { door: 'organisation:administer' } }, async (request) =>
    orRefuse(await invitations.resend(await organisationOf(request), invitationOf(request), actOf(request))),
  )

  app.delete(`${url}/:invitation`, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    if (!(await invitations.revoke(await organisationOf(request), invitationOf(request), actOf(request))))
      throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })
}

async function invitationAsked(ports: HttpPorts, organisation: OrganisationId, body: unknown) {
  const { workspace: named, workspaceRole, replica, bits, ...asked } = bodyAs(organisationInviteBody, body)
  if (named === undefined) return asked
  const workspace = await workspaceNamed(ports, organisation, named)
  if (replica === undefined) return { ...asked, workspace, workspaceRole: workspaceRole ?? 'viewer' }
  const isThere = isReplicaId(replica) && (await ports.log.ofReplica(workspace, replica))
  if (!isThere) throw new HttpRefusal('not-found')
  return { ...asked, grants: [{ workspace, replica, bits: bits ?? 'r--' }] }
}

function invitationOf(request: FastifyRequest): string {
  return (request.params as { invitation: string }).invitation
}

function tokenOf(request: FastifyRequest): string {
  return (request.params as { token: string }).token
}
