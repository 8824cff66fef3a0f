import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { isReplicaId } from '#shared/kit/ids.ts'
import { encodeHistoryPage } from '#shared/protocol/history-page.ts'
import { replicaHistory } from '#server/log/replica-history.ts'
import { workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

const pageQuery = z.object({
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(1_000),
})

/** Who changed what when: the raw changes of one replica, newest page first. */
export function historyRoutes(app: FastifyInstance, { log }: HttpPorts): void {
  app.get('/api/workspaces/:id/replicas/:replica/changes', { config: { door: 'read' } }, async (request, reply) => {
    const workspace = workspaceOf(request)
    const { replica } = request.params as { replica: string }
    if (!isReplicaId(replica)) throw new HttpRefusal('not-found')
    const page = await replicaHistory(log, { workspace, replica, ...bodyAs(pageQuery, request.query) })
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'no-store')
      .send(Buffer.from(encodeHistoryPage(page)))
  })
}
