import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { activityQuery } from '#shared/protocol/rest-activity.ts'
import { principalsIn, type Reader } from '#server/log/activity.ts'
import { namesOf } from '#server/tenancy/names.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { withOutwardUndo } from './outward-undo.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** What happened in a workspace, and what takes back what an agent did there. Both tell of what the caller may read now, and of nothing else. */
export function activityRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const something = { config: { door: 'something' } } as const
  const readerOf = async (request: FastifyRequest): Promise<Reader> => {
    const workspace = workspaceOf(request)
    const principal = principalOf(request)
    const view = await ports.access.viewOf(principal, workspace)
    if (!view) throw new HttpRefusal('no-access')
    return { principal, workspace, view }
  }

  app.get('/api/workspaces/:id/activity', something, async (request) => {
    const query = bodyAs(activityQuery, request.query)
    const reader = await readerOf(request)
    const page = await ports.activity.page({ ...reader, query })
    if (!page) throw new HttpRefusal('no-access')
    const items = await withOutwardUndo(ports, reader, page.items)
    return { ...page, items, names: await namesFor(ports, reader, principalsIn(items)) }
  })

  app.get('/api/workspaces/:id/activity/:act/undo', something, async (request) => {
    const { act } = request.params as { act: string }
    return orRefuse(await ports.activity.undoOf(await readerOf(request), act))
  })
}

/** What people call them; agents by the names that they were given. */
async function namesFor(
  { identity, storage }: HttpPorts,
  { workspace }: Reader,
  principals: readonly PrincipalId[],
): Promise<Record<string, string>> {
  const people = await namesOf({ identity, control: storage.control }, principals)
  const home = await homeOfWorkspace(storage, workspace)
  const agents = (await home?.store.agents.agents()) ?? []
  return Object.fromEntries(
    [
      ...[...people].map(([principal, { name }]) => [principal, name] as const),
      ...agents.map(({ id, configuration }) => [`agent:${id}`, configuration.name] as const),
    ].filter(([principal]) => principals.includes(principal as PrincipalId)),
  )
}
