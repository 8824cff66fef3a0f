import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isReplicaId, type OrganisationId, type ReplicaId, userPrincipal } from '#shared/kit/ids.ts'
import { type GrantAnswer, grantBody, inheritanceBody, type SharingState } from '#shared/protocol/rest-admin.ts'
import { putBits } from '#server/tenancy/grants.ts'
import { isSubject } from '#server/tenancy/sharing.ts'
import { actOf } from './act-of.ts'
import { workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

const url = '/api/workspaces/:id/sharing'

/** Who has what on a workspace or on one thing in it. The door asks about that very thing. */
export function sharingRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { sharing, links } = ports
  for (const path of [url, `${url}/:replica`]) {
    app.get(path, { config: { door: 'share' } }, async (request): Promise<SharingState> => {
      const place = await placeOf(ports, request)
      const { inherits, grants } = await sharing.of(place)
      return { inherits, grants, links: await links.of(place.workspace, place.replica) }
    })
    app.put(`${path}/:subject`, { config: { door: 'share' } }, (request) => grant(ports, request))
    app.delete(`${path}/:subject`, { config: { door: 'share' } }, async (request, reply) => {
      await give(ports, request, { bits: '---', canShare: false })
      return reply.code(204).send()
    })
  }

  app.patch(`${url}/:replica`, { config: { door: 'share' } }, async (request, reply) => {
    const { inherits } = bodyAs(inheritanceBody, request.body)
    const { replica, ...place } = await placeOf(ports, request)
    if (!replica) throw new HttpRefusal('not-found')
    orRefuse(await sharing.setInherits({ ...place, replica }, inherits, actOf(request)))
    return reply.code(204).send()
  })
}

type Granted = ReturnType<typeof grantBody.parse>

async function grant(ports: HttpPorts, request: FastifyRequest): Promise<GrantAnswer> {
  return give(ports, request, bodyAs(grantBody, request.body))
}

async function give(ports: HttpPorts, request: FastifyRequest, { bits, canShare }: Granted): Promise<GrantAnswer> {
  const place = await placeOf(ports, request)
  const act = actOf(request)
  const { subject: words } = request.params as { subject: string }
  const isTaking = bits === '---' && !canShare
  if (!words.includes('@')) {
    if (!isSubject(words)) throw new HttpRefusal('not-found')
    orRefuse(await putBits(ports, { ...place, subject: words, bits, canShare }, act))
    return {}
  }
  const email = words.toLowerCase()
  const account = await ports.storage.control.accountByEmail(email)
  if (!account) {
    if (isTaking) throw new HttpRefusal('not-found')
    const { organisation, workspace, replica } = place
    const grants = [{ workspace, replica, bits }]
    const asked = { email, role: 'guest', grants, expiresInDays: 14 } as const
    return { invitation: orRefuse(await ports.invitations.invite(organisation, asked, act)) }
  }
  const principal = userPrincipal(account.id)
  if (!isTaking) orRefuse(await ports.members.admit(place.organisation, { principal, email, role: 'guest' }, act))
  orRefuse(await putBits(ports, { ...place, subject: principal, bits, canShare }, act))
  return {}
}

interface Place {
  readonly organisation: OrganisationId
  readonly workspace: ReturnType<typeof workspaceOf>
  readonly replica?: ReplicaId | undefined
}

/** Nothing is granted on what is not there: its id would be a promise for whoever makes it. It answers like what is hidden from the caller. */
async function placeOf(ports: HttpPorts, request: FastifyRequest): Promise<Place> {
  const workspace = workspaceOf(request)
  const organisation = await ports.storage.control.organisationOfWorkspace(workspace)
  if (!organisation) throw new HttpRefusal('no-access')
  const { replica } = request.params as { replica?: string }
  if (replica === undefined) return { organisation, workspace }
  if (!isReplicaId(replica) || !(await ports.log.ofReplica(workspace, replica))) throw new HttpRefusal('no-access')
  return { organisation, workspace, replica }
}
