import type { FastifyInstance } from 'fastify'
import type { MeantThings } from '#shared/assistant/search/meant.ts'
import type { EmbeddingStatus } from '#shared/protocol/rest-assistant.ts'
import { meantInWorkspace } from '#server/rooms/search/index.ts'
import { organisationOf, principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal } from './problems.ts'
import { searchQuery } from './search-routes.ts'

/** Looking for what is near in meaning, and how far what texts mean is known. */
export function meaningRoutes(app: FastifyInstance, ports: HttpPorts): void {
  app.get(
    '/api/workspaces/:id/search/meaning',
    { config: { door: 'something' } },
    async (request): Promise<MeantThings> => {
      const { q: typed, limit } = bodyAs(searchQuery, request.query)
      const workspace = workspaceOf(request)
      const asker = principalOf(request)
      const view = await ports.access.viewOf(asker, workspace)
      if (!view) throw new HttpRefusal('no-access')
      return meantInWorkspace(ports, { workspace, view, typed, limit, asker })
    },
  )

  app.get(
    '/api/orgs/:org/assistant/embeddings',
    { config: { door: 'organisation:administer' } },
    async (request): Promise<EmbeddingStatus> => ports.meanings.status(await organisationOf(request)),
  )
}
