import type { FastifyInstance, FastifyRequest } from 'fastify'
import { agentPrincipal, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import { organisationKeyBody, type NewApiKey, type OrganisationKey } from '#shared/protocol/rest.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import { namesOf } from '#server/tenancy/names.ts'
import { callerOf, organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { inOrder } from './organisation-routes.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal } from './problems.ts'
import { keyNote, shownKey } from './token-routes.ts'

const url = '/api/orgs/:org/keys'
const config = { door: 'organisation:administer' } as const

/** Keys that are good in one organisation only, for whoever runs it: their own and those of agents. Nobody gets a key of somebody else. */
export function organisationKeyRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { keys, clock } = ports

  app.get(url, { config }, async (request, reply) => {
    const found = await keysOf(ports, await organisationOf(request))
    const keyOf = ({ createdAt, id }: OrganisationKey) => `${String(createdAt).padStart(16, '0')}${id}`
    return pageOf({ request, reply }, inOrder(found, keyOf), keyOf)
  })

  app.post(url, { config }, async (request, reply): Promise<NewApiKey> => {
    const { agent, ...asked } = bodyAs(organisationKeyBody, request.body)
    refuseMore(request, asked.scopes, clock.now())
    const organisation = await organisationOf(request)
    const createdBy = principalOf(request)
    const principal = agent === undefined ? createdBy : await agentOf(ports, organisation, agent)
    const wanted = { ...asked, principal, createdBy, organisation }
    const { token, key } = await keys.create(wanted, (made) => keyNote(made, request, { clock, did: 'created' }))
    reply.code(201)
    return { ...shownKey(key), token }
  })

  app.delete(`${url}/:key`, { config }, async (request, reply) => {
    const { key: id } = request.params as { key: string }
    const organisation = await organisationOf(request)
    const key = (await keys.list()).find((each) => each.id === id && each.organisation === organisation)
    if (!key) throw new HttpRefusal('not-found')
    await keys.revoke(id, { note: keyNote(key, request, { clock, did: 'revoked' }) })
    return reply.code(204).send()
  })
}

/** A key that has leaked must not make others that can do more, or outlive it. */
function refuseMore(request: FastifyRequest, scopes: readonly string[], now: number): void {
  const { kind, limits, expiresAt } = callerOf(request)
  if (kind !== 'key') return
  const isMore = scopes.some((each) => limits && !(limits.scopes as readonly string[]).includes(each))
  const { expiresInDays } = request.body as { expiresInDays?: number }
  const ends = expiresInDays === undefined ? Number.POSITIVE_INFINITY : now + expiresInDays * 86_400_000
  if (isMore || (expiresAt < 8.64e15 && ends > expiresAt))
    throw new HttpRefusal('not-allowed', {
      detail: 'An API key makes no key that can do more, or lasts longer, than itself.',
    })
}

async function keysOf(ports: HttpPorts, organisation: OrganisationId): Promise<readonly OrganisationKey[]> {
  const found = (await ports.keys.list()).filter((key) => key.organisation === organisation)
  const names = await namesOf(
    { ...ports, control: ports.storage.control },
    found.map(({ principal }) => principal),
  )
  const bearer = ({ principal }: KeyRecord) => names.get(principal)?.email || names.get(principal)?.name || principal
  return found.map((key) => ({ ...shownKey(key), principal: key.principal, bearer: bearer(key) }))
}

/** An agent that belongs to the organisation, by its name. */
async function agentOf(
  { storage, members }: HttpPorts,
  organisation: OrganisationId,
  name: string,
): Promise<PrincipalId> {
  const id = await storage.control.idOf({ kind: 'agent', scope: '', slug: name })
  const agent = agentPrincipal(id ?? name)
  if ((await members.find(organisation, agent)) !== agent) throw new HttpRefusal('not-found')
  return agent
}
