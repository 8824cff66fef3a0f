import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Role } from '#shared/access/roles.ts'
import { type AccountId, userPrincipal } from '#shared/kit/ids.ts'
import { changeRoleBody, createWorkspaceBody, type Member, renameWorkspaceBody } from '#shared/protocol/rest.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { personOf, principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

export function workspaceRoutes(app: FastifyInstance, { tenancy, access }: HttpPorts): void {
  app.get('/api/workspaces', { config: { door: 'signed-in' } }, (request) => tenancy.workspacesOf(personOf(request).id))

  app.post('/api/workspaces', { config: { door: 'signed-in' } }, async (request, reply) => {
    const body = bodyAs(createWorkspaceBody, request.body)
    const { workspace, isNew } = orRefuse(await tenancy.createWorkspace({ ...body, account: personOf(request).id }))
    reply.code(isNew ? 201 : 200)
    return workspace
  })

  app.patch('/api/workspaces/:id', { config: { door: 'administer' } }, async (request) => {
    const id = workspaceOf(request)
    await tenancy.renameWorkspace(id, bodyAs(renameWorkspaceBody, request.body).name, actOf(request))
    const role = orRefuse(await access.check(principalOf(request), 'read', id))
    const workspace = await tenancy.summary(id, role)
    if (!workspace) throw new HttpRefusal('not-found')
    return workspace
  })
}

export function memberRoutes(app: FastifyInstance, { tenancy, access, clock }: HttpPorts): void {
  const setRole = async (request: FastifyRequest, { principal: subject }: Member, role: Role | undefined) => {
    const workspace = workspaceOf(request)
    const body = { subject, role: role ?? 'none' }
    const act = { action: 'grant.written', object: workspaceObject(workspace), body }
    orRefuse(await access.setRole({ workspace, subject, role, note: noteOf(clock, actOf(request), act) }))
  }
  const memberOf = async (request: FastifyRequest): Promise<Member> => {
    const { account } = request.params as { account: string }
    const members = await tenancy.members(workspaceOf(request))
    const member = members.find((each) => each.account === account)
    if (!member) throw new HttpRefusal('not-found')
    return member
  }

  app.get('/api/workspaces/:id/members', { config: { door: 'read' } }, (request) =>
    tenancy.members(workspaceOf(request)),
  )

  app.patch('/api/workspaces/:id/members/:account', { config: { door: 'share' } }, async (request) => {
    const { role } = bodyAs(changeRoleBody, request.body)
    const member = await memberOf(request)
    await setRole(request, member, role)
    return { ...member, role }
  })

  // Everybody may leave; taking someone else out is sharing.
  app.delete('/api/workspaces/:id/members/:account', { config: { door: 'read' } }, async (request, reply) => {
    const workspace = workspaceOf(request)
    const caller = principalOf(request)
    const { account } = request.params as { account: string }
    if (userPrincipal(account as AccountId) !== caller) orRefuse(await access.check(caller, 'share', workspace))
    const member = await memberOf(request)
    await setRole(request, member, undefined)
    return reply.code(204).send()
  })
}
