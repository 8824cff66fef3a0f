import type { FastifyInstance } from 'fastify'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { conversations, conversationType, waitingProposals } from '#shared/rooms/assistant/index.ts'
import type { Rows } from '#shared/rooms/room.ts'
import type { FastifyRequest } from 'fastify'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal } from './problems.ts'

/** Conversations and proposals, for callers without a replica of their own. They see what the caller may read: their own, and what was shared. */
export function conversationRoutes(app: FastifyInstance, { access, catalogue }: HttpPorts): void {
  const something = { config: { door: 'something' } } as const
  const rowsOf = async (request: FastifyRequest): Promise<Rows> => {
    const workspace = workspaceOf(request)
    const view = await access.viewOf(principalOf(request), workspace)
    const shelf = await catalogue.of(workspace)
    if (!view || !shelf) throw new HttpRefusal('no-access')
    return {
      of: (type) => shelf.of(type).filter(({ id }) => view.mayRead(id)),
      get: (type, id) => (view.mayRead(id) ? shelf.get(type, id) : undefined),
    }
  }

  app.get('/api/workspaces/:id/conversations', something, async (request) => {
    const rows = await rowsOf(request)
    return {
      items: conversations.answer(rows, undefined).map(({ id, value, changedAt }) => ({ id, changedAt, ...value })),
    }
  })

  app.get('/api/workspaces/:id/conversations/:replica', { config: { door: 'read' } }, async (request) => {
    const { replica } = request.params as { replica: ReplicaId }
    const row = (await rowsOf(request)).get(conversationType, replica)
    if (!row) throw new HttpRefusal('not-found')
    return { id: row.id, changedAt: row.changedAt, ...row.value }
  })

  app.get('/api/workspaces/:id/proposals', something, async (request) => {
    const rows = await rowsOf(request)
    const items = waitingProposals.answer(rows, undefined)
    return { items: items.map(({ id, value, changedAt }) => ({ id, changedAt, ...value })) }
  })
}
