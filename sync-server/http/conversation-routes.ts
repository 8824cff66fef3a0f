import type { FastifyInstance } from 'fastify'
import type { ReplicaId } from '#shared/kit/ids.ts'
import {
  conversations,
  conversationType,
  type ConversationRow,
  waitingProposals,
} from '#shared/rooms/assistant/index.ts'
import type { Rows } from '#shared/rooms/room.ts'
import type { FastifyRequest } from 'fastify'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal } from './problems.ts'

/** Conversations and proposals, for callers without a replica of their own. They see what the caller may read: their own, and what was shared. */
export function conversationRoutes(app: FastifyInstance, { access, catalogue }: HttpPorts): void {
  const something = { config: { door: 'something' } } as const
  const readerOf = async (request: FastifyRequest): Promise<Reader> => {
    const workspace = workspaceOf(request)
    const view = await access.viewOf(principalOf(request), workspace)
    const shelf = await catalogue.of(workspace)
    if (!view || !shelf) throw new HttpRefusal('no-access')
    return {
      rows: {
        of: (type) => shelf.of(type).filter(({ id }) => view.mayRead(id)),
        get: (type, id) => (view.mayRead(id) ? shelf.get(type, id) : undefined),
      },
      mayRead: view.mayRead,
    }
  }

  app.get('/api/workspaces/:id/conversations', something, async (request) => {
    const { rows, mayRead } = await readerOf(request)
    const items = conversations.answer(rows, undefined)
    return { items: items.map(({ id, value, changedAt }) => ({ id, changedAt, ...seenBy(mayRead, value) })) }
  })

  // Of what the caller may not read it is not told either whether it is there.
  app.get('/api/workspaces/:id/conversations/:replica', something, async (request) => {
    const { replica } = request.params as { replica: ReplicaId }
    const { rows, mayRead } = await readerOf(request)
    const row = rows.get(conversationType, replica)
    if (!row) throw new HttpRefusal('not-found')
    return { id: row.id, changedAt: row.changedAt, ...seenBy(mayRead, row.value) }
  })

  app.get('/api/workspaces/:id/proposals', something, async (request) => {
    const { rows } = await readerOf(request)
    const items = waitingProposals.answer(rows, undefined)
    return { items: items.map(({ id, value, changedAt }) => ({ id, changedAt, ...value })) }
  })
}

interface Reader {
  readonly rows: Rows
  mayRead(id: ReplicaId): boolean
}

/** A conversation may be shared with whoever may see less than its asker: what its answers rest on is told to them as far as they may see it. */
function seenBy(mayRead: Reader['mayRead'], row: ConversationRow): ConversationRow {
  return { ...row, questions: row.questions.map((each) => ({ ...each, sources: each.sources.filter(mayRead) })) }
}
