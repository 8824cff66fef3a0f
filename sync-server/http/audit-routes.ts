import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { AccountId, PrincipalId } from '#shared/kit/ids.ts'
import type { AuditEntry, ListPage } from '#shared/protocol/rest-admin.ts'
import { sentenceOfAction } from '#server/audit/actions.ts'
import type { AuditRecord } from '#server/storage/audit-store.ts'
import { organisationOf, principalOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs } from './problems.ts'

/** Milliseconds since 1970, or a date in ISO 8601. */
const moment = z.union([
  z.coerce.number().int().nonnegative(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  z.iso.date().transform((text) => Date.parse(text)),
])
const word = z.string().min(1).max(200)
/** What narrows the log. */
export const filterQuery = z.object({
  actor: word.optional(),
  action: word.optional(),
  object: word.optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  from: moment.optional(),
  to: moment.optional(),
})
export const auditQuery = filterQuery.extend({
  after: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** The organisation's audit log, for those who administer it. */
export function auditRoutes(app: FastifyInstance, ports: Pick<HttpPorts, 'storage' | 'identity' | 'audit'>): void {
  const { storage, audit } = ports

  app.get(
    '/api/orgs/:org/audit',
    { config: { door: 'organisation:administer' } },
    async (request): Promise<ListPage<AuditEntry>> => {
      const { after: before, limit, from: fromMs, to: toMs, ...filter } = bodyAs(auditQuery, request.query)
      const store = (await storage.organisation(await organisationOf(request))).audit
      // One more than asked says whether there is more.
      const found = await store.page({ ...filter, before, fromMs, toMs, limit: limit + 1 })
      const items = await named(ports, found.slice(0, limit))
      const last = items.at(-1)
      return found.length > limit && last ? { items, next: String(last.number) } : { items }
    },
  )

  app.get(
    '/api/orgs/:org/audit/export',
    { config: { door: 'organisation:administer' }, exposeHeadRoute: false },
    async (request, reply) => {
      const organisation = await organisationOf(request)
      const { from: fromMs, to: toMs, ...rest } = bodyAs(filterQuery, request.query)
      const filter = { ...rest, ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) }
      const isWhole = Object.keys(filter).length === 0
      const by = { by: principalOf(request), address: request.ip }
      const lines = await audit.exportOf(organisation, by, isWhole ? undefined : filter)
      const name = `audit-${isWhole ? '' : 'selection-'}${organisation}.jsonl`
      return reply
        .type('application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(lines))
    },
  )
}

async function named(
  { identity }: Pick<HttpPorts, 'identity'>,
  records: readonly AuditRecord[],
): Promise<readonly AuditEntry[]> {
  const ids = new Set(records.flatMap(({ actor }) => accountOf(actor) ?? []))
  const names = new Map((await identity.accounts([...ids])).map(({ id, name }) => [id, name]))
  return records.map((record) => {
    const account = accountOf(record.actor)
    return { ...record, sentence: sentenceOfAction(record.action), actorName: (account && names.get(account)) ?? '' }
  })
}

function accountOf(principal: PrincipalId): AccountId | undefined {
  return principal.startsWith('user:') ? (principal.slice('user:'.length) as AccountId) : undefined
}
