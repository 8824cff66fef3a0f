import type { FastifyInstance } from 'fastify'
import { inviteBody } from '#shared/protocol/rest.ts'
import { personOf, principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

export function invitationRoutes(app: FastifyInstance, { invitations, tenancy }: HttpPorts): void {
  app.get('/api/workspaces/:id/invitations', { config: { door: 'share' } }, (request) =>
    invitations.pending(workspaceOf(request)),
  )

  app.post('/api/workspaces/:id/invitations', { config: { door: 'share' } }, async (request, reply) => {
    const body = bodyAs(inviteBody, request.body)
    reply.code(201)
    return invitations.create({ ...body, workspace: workspaceOf(request), by: principalOf(request) })
  })

  app.delete('/api/workspaces/:id/invitations/:invitation', { config: { door: 'share' } }, async (request, reply) => {
    const { invitation } = request.params as { invitation: string }
    if (!(await invitations.revoke(workspaceOf(request), invitation, principalOf(request))))
      throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  app.get('/api/invitations/:token', { config: { door: 'anyone' } }, async (request) =>
    orRefuse(await invitations.preview(tokenOf(request.params))),
  )

  app.post('/api/invitations/:token/accept', { config: { door: 'signed-in' } }, async (request) => {
    const { workspace, role } = orRefuse(await invitations.accept(tokenOf(request.params), personOf(request).id))
    const summary = await tenancy.summary(workspace, role)
    if (!summary) throw new HttpRefusal('invitation-gone')
    return summary
  })
}

function tokenOf(params: unknown): string {
  return (params as { token: string }).token
}
