import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isReplicaId, type OrganisationId, type ReplicaId, userPrincipal } from '#shared/kit/ids.ts'
import { type GrantAnswer, grantBody, inheritanceBody, type SharingState } from '#shared/protocol/rest-sharing.ts'
import { putBits } from '#server/tenancy/grants.ts'
import type { Act } from '#server/tenancy/act.ts'
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
      const invited = await ports.invitations.addressedAt(place)
      return {
        inherits,
        grants,
        links: await links.of(place.workspace, place.replica),
        invitations: invited.map(({ email, bits, expiresAt }) => ({ email, bits, expiresAt })),
      }
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

async function give(ports: HttpPorts, request: FastifyRequest, granted: Granted): Promise<GrantAnswer> {
  const place = await placeOf(ports, request)
  const act = actOf(request)
  const { subject: words } = request.params as { subject: string }
  const put = async (subject: string): Promise<GrantAnswer> => {
    const before = await ports.sharing.directOf(place, subject)
    orRefuse(await putBits(ports, { ...place, ...granted, subject }, act))
    return { before }
  }
  if (!words.includes('@')) {
    if (!isSubject(words)) throw new HttpRefusal('not-found')
    return put(words)
  }
  const email = words.toLowerCase()
  const account = await ports.storage.control.accountByEmail(email)
  if (!account) return inviteTo(ports, { place, email, granted }, act)
  const principal = userPrincipal(account.id)
  if (!isTaking(granted))
    orRefuse(await ports.members.admit(place.organisation, { principal, email, role: 'guest' }, act))
  return put(principal)
}

function isTaking({ bits, canShare }: Granted): boolean {
  return bits === '---' && !canShare
}

interface AddressAsked {
  readonly place: Place
  readonly email: string
  readonly granted: Granted
}

/** An address without an account has one invitation to a place: the same one is sent again, another one takes its place. */
async function inviteTo(
  { invitations }: HttpPorts,
  { place, email, granted }: AddressAsked,
  act: Act,
): Promise<GrantAnswer> {
  const { organisation, workspace, replica } = place
  const { bits } = granted
  const before = (await invitations.addressedAt(place)).filter((each) => each.email === email)
  if (isTaking(granted) && before.length === 0) throw new HttpRefusal('not-found')
  const same = before.find((each) => each.bits === bits)
  const asked = { email, role: 'guest', grants: [{ workspace, replica, bits }], expiresInDays: 14 } as const
  const invitation = isTaking(granted)
    ? undefined
    : orRefuse(
        same
          ? await invitations.resend(organisation, same.id, act)
          : await invitations.invite(organisation, asked, act),
      )
  for (const each of before) if (each !== same) await invitations.revoke(organisation, each.id, act)
  return invitation ? { invitation } : {}
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
