import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { isReplicaId } from '#shared/kit/ids.ts'
import { presentContext, setContext } from '#shared/rooms/context/index.ts'
import { collections, titleOf } from '#server/resources/collections.ts'
import type { CatalogueRow } from '#server/resources/catalogue.ts'
import { etagOf, isNotModified, refuseUnlessMatching } from './etags.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'
import { type Reading, readingOf, refuseUnlessWritable } from './resource-reads.ts'

const url = '/api/orgs/:org/:workspace/context.json'
const config = { door: 'resource' } as const
const recentThings = 20
const kinds: ReadonlySet<string> = new Set(collections.map(({ type }) => type.name))

/** PUT …/context.json; what is left out stays. Things by their path in the workspace or by id. */
export const contextBody = z.object({
  topics: z.array(z.string().max(60)).max(50).optional(),
  focus: z.string().max(500).optional(),
  things: z.array(z.string().min(1).max(500)).max(50).optional(),
})

/** What a workspace is about at the moment: said by people and agents, and what was changed last. */
export interface ContextAnswer {
  readonly topics: readonly string[]
  readonly focus: string
  readonly things: readonly ContextThing[]
  readonly recent: readonly ContextThing[]
  /** Of what was said, not of what was changed last; undefined: nobody has said anything. */
  readonly changedAt?: number
  readonly changedBy?: PrincipalId
}

export interface ContextThing {
  readonly id: ReplicaId
  readonly type: string
  readonly path: string
  readonly title: string
  readonly changedAt: number
}

export function contextRoutes(app: FastifyInstance, ports: HttpPorts): void {
  app.get(url, { config }, async (request, reply) => {
    const reading = await readingOf(request, ports)
    const answer = contextOf(reading)
    const etag = etagOf({ seq: answer.newest, epoch: reading.shelf.epoch })
    return isNotModified(request, reply, etag) ? reply : answer.context
  })

  app.put(url, { config }, async (request, reply) => {
    const reading = await readingOf(request, ports)
    const { things, ...said } = bodyAs(contextBody, request.body)
    const present = ownContext(reading)
    await refuseUnlessWritable(reading, ports, present?.id)
    refuseUnlessMatching(request, present && etagOf({ seq: contextOf(reading).newest, epoch: reading.shelf.epoch }))
    const input = {
      ...said,
      ...(present && { id: present.id }),
      ...(things && { things: things.map((each) => thingAt(reading, each)) }),
    }
    const { workspace, principal } = reading
    orRefuse(await ports.commands.run({ workspace, principal, command: setContext, input }))
    const now = await readingOf(request, ports)
    const answer = contextOf(now)
    reply.header('etag', etagOf({ seq: answer.newest, epoch: now.shelf.epoch }))
    return answer.context
  })
}

function ownContext({ shelf, view }: Reading) {
  const present = presentContext.answer(shelf)
  return present && (view.isWhole || view.mayRead(present.id)) ? shelf.rows.get(present.id) : undefined
}

function contextOf(reading: Reading): { readonly context: ContextAnswer; readonly newest: number } {
  const { shelf, names } = reading
  const present = ownContext(reading)
  const { topics, focus, things } = (present?.value ?? { topics: [], focus: '', things: [] }) as {
    topics: string[]
    focus: string
    things: ReplicaId[]
  }
  const thing = ({ id, type, changedAt, ...row }: CatalogueRow): ContextThing | undefined => {
    const parts = names.partsOf(id)
    return parts && { id, type, path: parts.join('/'), title: titleOf(row), changedAt }
  }
  const recent = recentIn(reading)
  const newest = Math.max(present?.lastSeq ?? 0, recent[0]?.lastSeq ?? 0)
  return {
    newest,
    context: {
      topics,
      focus,
      things: things.flatMap((id) => shelf.rows.get(id) ?? []).flatMap((row) => thing(row) ?? []),
      recent: recent.flatMap((row) => thing(row) ?? []),
      ...(present && { changedAt: present.changedAt, changedBy: present.changedBy }),
    },
  }
}

/** Last changed first; folders are no things that somebody works on. */
function recentIn({ shelf, names }: Reading): CatalogueRow[] {
  const recent: CatalogueRow[] = []
  for (const row of [...shelf.rows.values()].sort((a, b) => b.lastSeq - a.lastSeq)) {
    if (recent.length === recentThings) break
    if (kinds.has(row.type) && names.partsOf(row.id)) recent.push(row)
  }
  return recent
}

function thingAt({ names }: Reading, written: string): ReplicaId {
  if (isReplicaId(written) && names.partsOf(written)) return written
  const found = names.find(written.split('/').filter((part) => part !== ''))
  if (found?.kind !== 'thing')
    throw new HttpRefusal('invalid-input', { detail: `things: there is no "${written}" here.` })
  return found.row.id
}
