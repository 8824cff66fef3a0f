import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { FoundEverywhere, FoundThings } from '#shared/assistant/search/answer.ts'
import { together } from '#shared/assistant/search/rank.ts'
import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { searchWorkspace } from '#server/rooms/search/index.ts'
import type { Storage } from '#server/storage/storage.ts'
import { organisationOf, principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

export const searchQuery = z.object({
  q: z.string().max(1_000).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** Looking for words in what the caller may read, in one workspace or in all of an organisation. */
export function searchRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { access, storage } = ports
  app.get('/api/workspaces/:id/search', { config: { door: 'something' } }, async (request): Promise<FoundThings> => {
    const { q: typed, limit } = bodyAs(searchQuery, request.query)
    const workspace = workspaceOf(request)
    const view = await access.viewOf(principalOf(request), workspace)
    if (!view) throw new HttpRefusal('no-access')
    return searchWorkspace(ports, { workspace, view, typed, limit })
  })

  app.get(
    '/api/orgs/:org/search',
    { config: { door: 'organisation:enter' } },
    async (request): Promise<FoundEverywhere> => {
      const { q: typed, limit } = bodyAs(searchQuery, request.query)
      const organisation = await organisationOf(request)
      const found: FoundEverywhere[] = []
      for (const workspace of await workspacesOf(storage, organisation)) {
        const view = await access.viewOf(principalOf(request), workspace)
        if (!view) continue
        const answer = await searchWorkspace(ports, { workspace, view, typed, limit })
        found.push({ ...answer, items: answer.items.map((item) => ({ ...item, workspace })) })
      }
      // An organisation in which the caller sees nothing looks like one that is not there.
      if (found.length === 0) throw new HttpRefusal('no-access')
      return together(found, limit)
    },
  )
}

async function workspacesOf(storage: Storage, organisation: OrganisationId): Promise<readonly WorkspaceId[]> {
  if (!(await storage.control.hasOrganisation(organisation))) return []
  const store = await storage.organisation(organisation)
  return (await store.workspaces()).map(({ id }) => id)
}
