import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiKey, createKeyBody, type NewApiKey, type SessionToken } from '#shared/protocol/rest.ts'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { callerOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

/** Tokens for callers without a browser: a person's own API keys, and a short-lived token of a sign-in. */
export function tokenRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { keys, credentials, clock } = ports
  app.post('/api/session/token', { config: { door: 'signed-in' } }, async (request): Promise<SessionToken> => {
    const ticket = await credentials.ticketFor(callerOf(request))
    if (!ticket) throw new HttpRefusal('not-allowed', { detail: 'Only who is signed in with a password gets one.' })
    return ticket
  })

  app.get('/api/keys', { config: { door: 'signed-in' } }, async (request): Promise<readonly ApiKey[]> => {
    refuseKeys(request)
    return (await keys.list(principalOf(request))).map(shownKey)
  })

  app.post('/api/keys', { config: { door: 'signed-in' } }, async (request, reply): Promise<NewApiKey> => {
    refuseKeys(request)
    const principal = principalOf(request)
    const { organisation, ...asked } = bodyAs(createKeyBody, request.body)
    const limit = organisation === undefined ? undefined : await organisationIn(request, ports, organisation)
    const wanted = { ...asked, principal, createdBy: principal, organisation: limit }
    const { token, key } = await keys.create(wanted, (made) => keyNote(made, request, { clock, did: 'created' }))
    reply.code(201)
    return { ...shownKey(key), token }
  })

  app.delete('/api/keys/:key', { config: { door: 'signed-in' } }, async (request, reply) => {
    refuseKeys(request)
    const { key } = request.params as { key: string }
    const principal = principalOf(request)
    const note = keyNote({ id: key, principal }, request, { clock, did: 'revoked' })
    if (!(await keys.revoke(key, { principal, note }))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })
}

/** A key that has leaked must not make others that outlive it. */
function refuseKeys(request: FastifyRequest): void {
  if (callerOf(request).kind === 'key')
    throw new HttpRefusal('not-allowed', { detail: 'An API key can not do that: sign in.' })
}

/** One that the caller has something in: a key for another would tell that it is there. */
async function organisationIn(request: FastifyRequest, { access }: HttpPorts, words: string): Promise<OrganisationId> {
  const id = (await request.server.organisationNamed(words)) ?? (words as OrganisationId)
  if (!(await access.checkOrganisation(principalOf(request), 'enter', id)).ok) throw new HttpRefusal('not-found')
  return id
}

export function keyNote(
  { id, principal }: Pick<KeyRecord, 'id' | 'principal'>,
  request: FastifyRequest,
  { clock, did }: { clock: Clock; did: 'created' | 'revoked' },
): AuditNote {
  return noteOf(clock, actOf(request), { action: `key.${did}`, object: `key:${id}`, body: { principal } })
}

export function shownKey(key: KeyRecord): ApiKey {
  const { id, name, createdAt, createdBy, expiresAt, lastUsedAt, scopes, organisation } = key
  return { id, name, createdAt, createdBy, expiresAt, lastUsedAt, scopes, organisation }
}
