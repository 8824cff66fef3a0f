import type { FastifyInstance } from 'fastify'
import type { RouteDoor } from './door.ts'
import { openApiOf } from './openapi.ts'
import { referencePage } from './openapi-page.ts'

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What there is to ask, for programs and for people. Made when it is first asked for: routes are added until the server listens. */
export function openApiRoutes(app: FastifyInstance, doors: readonly RouteDoor[]): void {
  let made: { readonly json: string; readonly page: string } | undefined
  const make = () => {
    const document = openApiOf(doors)
    return {
      json: JSON.stringify(document),
      page: referencePage(document as unknown as Parameters<typeof referencePage>[0]),
    }
  }

  app.get('/api/openapi.json', { config: { door: 'anyone' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((made ??= make()).json),
  )

  app.get('/api/docs', { config: { door: 'anyone' } }, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .send((made ??= make()).page),
  )
}
