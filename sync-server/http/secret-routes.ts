import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import { secretBody, secretName, type SecretSummary } from '#shared/protocol/rest-secrets.ts'
import type { StoredSecret } from '#server/storage/secret-store.ts'
import { organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

const versionQuery = z.object({ version: z.coerce.number().int().positive().optional() })

/** Credentials of an organisation: values go in, and no door gives one out. */
export function secretRoutes(app: FastifyInstance, { secrets }: Pick<HttpPorts, 'secrets'>): void {
  const config = { door: 'organisation:administer' } as const

  app.get('/api/orgs/:org/secrets', { config }, async (request, reply): Promise<ListPage<SecretSummary>> => {
    const all = await secrets.list(await organisationOf(request))
    return pageOf({ request, reply }, all.map(summaryOf), ({ name }) => name)
  })

  app.put('/api/orgs/:org/secrets/:name', { config }, async (request, reply): Promise<SecretSummary> => {
    const { value } = bodyAs(secretBody, request.body)
    const bytes = Buffer.from(value, 'utf8')
    try {
      const stored = await secrets.put(await placeOf(request), bytes, callerOf(request))
      reply.code(stored.versions.length > 1 ? 200 : 201)
      return summaryOf(stored)
    } finally {
      bytes.fill(0)
    }
  })

  app.delete('/api/orgs/:org/secrets/:name', { config }, async (request, reply) => {
    const { version } = bodyAs(versionQuery, request.query)
    const revoked = await secrets.revoke({ ...(await placeOf(request)), version }, callerOf(request))
    orRefuse(revoked.ok ? revoked : { ...revoked, reason: 'not-found' })
    return reply.code(204).send()
  })
}

async function placeOf(request: FastifyRequest) {
  const { name } = request.params as { name: string }
  if (!secretName.safeParse(name).success)
    throw new HttpRefusal('invalid-input', {
      detail:
        'A name has letters, digits, dots, dashes and underscores, 64 at most, and begins with a letter or digit.',
    })
  return { organisation: await organisationOf(request), name }
}

function callerOf(request: FastifyRequest) {
  return { by: principalOf(request), address: request.ip }
}

function summaryOf({ name, versions, lastUsedAt }: StoredSecret): SecretSummary {
  const [newest] = versions
  const older = versions.map(({ version, createdAt }) => ({ version, createdAt }))
  return { name, version: newest?.version ?? 0, createdAt: newest?.createdAt ?? 0, lastUsedAt, versions: older }
}
