import type { FastifyInstance, FastifyRequest } from 'fastify'
import { userPrincipal } from '#shared/kit/ids.ts'
import { eraseOrganisationBody } from '#shared/protocol/rest-admin.ts'
import { operator } from '#server/access/operator-access.ts'
import { ArchiveFault } from '#server/storage/organisation-moves.ts'
import { actOf } from './act-of.ts'
import { organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** An organisation as a whole: out of the server, and for ever. */
export function exportRoutes(app: FastifyInstance, { dataExport }: HttpPorts): void {
  const administer = { config: { door: 'organisation:administer' } } as const

  app.get('/api/orgs/:org/export', administer, async (request, reply) => {
    const { fileName, stream } = await dataExport.export(await organisationOf(request), actOf(request))
    return reply
      .type('application/gzip')
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .header('cache-control', 'no-store')
      .send(stream)
  })

  app.delete('/api/orgs/:org', administer, async (request) => {
    const { name } = bodyAs(eraseOrganisationBody, request.body)
    return orRefuse(await dataExport.erase({ organisation: await organisationOf(request), name }, actOf(request)))
  })
}

/** And into it, by the owner of the server alone. In a scope of its own: the body is streamed whatever its type. */
export async function importRoutes(app: FastifyInstance, { dataExport, storage }: HttpPorts): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, next) => next(null))

  const asOwner = async (request: FastifyRequest) => {
    const principal = principalOf(request)
    const owner = await storage.control.firstAccount()
    const isOwner = owner !== undefined && principal === userPrincipal(owner.id)
    if (!isOwner && principal !== operator) throw new HttpRefusal('not-found')
  }

  app.post('/api/imports/organisation', { config: { door: 'signed-in' } }, async (request, reply) => {
    await asOwner(request)
    try {
      const imported = await dataExport.import(request.raw, actOf(request))
      return await reply.code(201).send(imported)
    } catch (error) {
      if (error instanceof ArchiveFault) throw new HttpRefusal('wrong-archive', { detail: error.message })
      throw error
    } finally {
      // Whoever is still sending hears the answer only when the rest has gone somewhere.
      request.raw.resume()
    }
  })
}
