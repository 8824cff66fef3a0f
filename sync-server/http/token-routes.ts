import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiKey, createKeyBody, type NewApiKey, type SessionToken } from '#shared/protocol/rest.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import { callerOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Tokens for callers without a browser: a person's own API keys, and a short-lived token of a sign-in. */
export function tokenRoutes(app: FastifyInstance, { keys, credentials }: HttpPorts): void {
  app.post('/api/session/token', { config: { door: 'signed-in' } }, async (request): Promise<SessionToken> => {
    const ticket = await credentials.ticketFor(callerOf(request))
    if (!ticket) throw new HttpRefusal('not-allowed', { detail: 'Only who is signed in with a password gets one.' })
    return ticket
  })

  app.get('/api/keys', { config: { door: 'signed-in' } }, async (request): Promise<readonly ApiKey[]> => {
    refuseKeys(request)
    return (await keys.list(principalOf(request))).map(shown)
  })

  app.post('/api/keys', { config: { door: 'signed-in' } }, async (request, reply): Promise<NewApiKey> => {
    refuseKeys(request)
    const principal = principalOf(request)
    const asked = bodyAs(createKeyBody, request.body)
    const { token, key } = await keys.create({ ...asked, principal, createdBy: principal })
    reply.code(201)
    return { ...shown(key), token }
  })

  app.delete('/api/keys/:key', { config: { door: 'signed-in' } }, async (request, reply) => {
    refuseKeys(request)
    const { key } = request.params as { key: string }
    if (!(await keys.revoke(key, principalOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })
}

/** A key that has leaked must not make others that outlive it. */
function refuseKeys(request: FastifyRequest): void {
  if (callerOf(request).kind === 'key')
    throw new HttpRefusal('not-allowed', { detail: 'An API key can not do that: sign in.' })
}

function shown({ id, name, createdAt, createdBy, expiresAt, lastUsedAt }: KeyRecord): ApiKey {
  return { id, name, createdAt, createdBy, expiresAt, lastUsedAt }
}
