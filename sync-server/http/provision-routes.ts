import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { organizationsOfFile } from '#server/ai/agents/agents-of-file.ts'
import { provision } from '#server/tenancy/provision.ts'
import type { Provisioned } from '#server/tenancy/provision-plan.ts'
import { plansOf } from '#server/tenancy/provision-plans.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, orRefuse } from './problems.ts'

/** POST /api/provision: the part of nexus.yaml that is about organisations. */
export const provisionBody = z.object({
  organizations: organizationsOfFile,
  dryRun: z.boolean().default(false),
  /** Takes away members and grants that are not named. */
  prune: z.boolean().default(false),
})

/** What whoever runs the server does to all of it. */
export function provisionRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const config = { door: 'operator' } as const
  app.post('/api/provision', { config, bodyLimit: 4 * 1024 * 1024 }, async (request): Promise<Provisioned> => {
    const { organizations, dryRun, prune } = bodyAs(provisionBody, request.body)
    return orRefuse(await provision(ports, plansOf(organizations), { dryRun, prune }))
  })
}
