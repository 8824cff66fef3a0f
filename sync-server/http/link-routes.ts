import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isReplicaId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { linkBody, type OrganisationLink } from '#shared/protocol/rest-sharing.ts'
import { titleOfValue } from '#server/tenancy/title-of.ts'
import { actOf } from './act-of.ts'
import { organisationOf, principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Public links: made and taken back by whoever may share the thing that they lead to. */
export function linkRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { links, access } = ports
  const mayShare = async (request: FastifyRequest, replica: ReplicaId) => {
    orRefuse(await access.check(principalOf(request), 'share', workspaceOf(request), replica))
  }

  // The door lets in whoever sees anything there; it is the thing in the body that has to be theirs to share.
  app.post('/api/workspaces/:id/links', { config: { door: 'something' } }, async (request, reply) => {
    const { replica, ...asked } = bodyAs(linkBody, request.body)
    if (!isReplicaId(replica)) throw new HttpRefusal('no-access')
    await mayShare(request, replica)
    const workspace = workspaceOf(request)
    if (!(await ports.log.ofReplica(workspace, replica))) throw new HttpRefusal('no-access')
    const made = orRefuse(await links.create(workspace, { replica, ...asked }, actOf(request)))
    reply.code(201)
    return made
  })

  app.delete('/api/workspaces/:id/links/:link', { config: { door: 'something' } }, async (request, reply) => {
    const { link: id } = request.params as { link: string }
    const found = (await links.of(workspaceOf(request))).find((each) => each.id === id)
    if (!found) {
      // Who may share nothing there is told that, whatever they ask for.
      orRefuse(await access.check(principalOf(request), 'share', workspaceOf(request)))
      throw new HttpRefusal('no-access')
    }
    await mayShare(request, found.replica)
    if (!(await links.revoke(workspaceOf(request), id, actOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  app.get('/api/orgs/:org/links', { config: { door: 'organisation:administer' } }, async (request, reply) => {
    const found = await links.inOrganisation(await organisationOf(request))
    const described = await Promise.all(found.map((link) => withNames(ports, request, link)))
    const keyOf = ({ id }: OrganisationLink) => id
    return pageOf(
      { request, reply },
      described.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      keyOf,
    )
  })
}

type FoundLink = Awaited<ReturnType<HttpPorts['links']['inOrganisation']>>[number]

async function withNames(ports: HttpPorts, request: FastifyRequest, link: FoundLink): Promise<OrganisationLink> {
  const { storage } = ports
  const { workspace, replica } = link
  const store = await storage.organisation(await organisationOf(request))
  const workspaceName = (await store.workspace(workspace))?.name ?? ''
  return { ...link, workspaceName, title: await titleFor(ports, { request, workspace, replica }) }
}

/** '' for what the caller may not read: administration is no reading. */
export async function titleFor(
  { access, catalogue }: HttpPorts,
  { request, workspace, replica }: { request: FastifyRequest; workspace: WorkspaceId; replica: ReplicaId },
): Promise<string> {
  if (!(await access.check(principalOf(request), 'read', workspace, replica)).ok) return ''
  return titleOfValue((await catalogue.of(workspace))?.rows.get(replica)?.value)
}
