import type { FastifyInstance } from 'fastify'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'

const url = '/api/orgs/:org/retention'

/** What is kept longer than it should: to be looked at, and to be removed now instead of within the hour. */
export function retentionRoutes(app: FastifyInstance, { retention }: HttpPorts): void {
  const administer = { config: { door: 'organisation:administer' } } as const
  app.get(url, administer, async (request) => retention.plan(await organisationOf(request)))
  app.post(url, administer, async (request) => retention.apply(await organisationOf(request), actOf(request)))
}
