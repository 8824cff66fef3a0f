import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Storage } from '#server/storage/storage.ts'
import { QuotaFull } from '#server/storage/quota-store.ts'
import type { Quotas } from '#server/tenancy/quotas/quotas.ts'
import { HttpRefusal } from './problems.ts'

interface QuotaDoorPorts {
  readonly quotas: Quotas
  readonly storage: Pick<Storage, 'control'>
}

export const quotaPath = '/api/orgs/:org/quotas'

/** Beyond this many it is looked up anew whose they are. */
const maxKnown = 10_000

/**
 * Counts requests of an organisation once they have passed the door, so that nobody can use them up from outside, and has a look at its
 * quotas after something was written. To be installed after the doors.
 */
export function installQuotaDoor(app: FastifyInstance, { quotas, storage }: QuotaDoorPorts): void {
  const placeOf = openOrganisationNames(storage)
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions
    // Who is at the limit must be able to raise it.
    const organisation = config.door && url !== quotaPath ? await placeOf(request) : undefined
    if (!organisation) return
    const waitMs = await quotas.request(organisation)
    if (waitMs === undefined) return
    throw new HttpRefusal('quota-requests', { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } })
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || reply.statusCode >= 300) return
    const organisation = request.routeOptions.config.door && (await placeOf(request))
    if (organisation) quotas.review(organisation)
  })
  app.addHook('onError', async (request, _reply, error: unknown) => {
    const organisation = error instanceof QuotaFull ? await placeOf(request) : undefined
    if (organisation && error instanceof QuotaFull) quotas.review(organisation, error.quota)
  })
}

/** Whose a request is, by the organisation or the workspace of its path. */
function openOrganisationNames({ control }: QuotaDoorPorts['storage']) {
  const known = new Map<string, OrganisationId>()
  const find = async ({ params }: FastifyRequest): Promise<OrganisationId | undefined> => {
    const { org, id } = (params ?? {}) as { org?: string; id?: string }
    const key = org ?? id
    const found = key === undefined ? undefined : known.get(key)
    if (found || key === undefined) return found
    const organisation = await (org === undefined ? control.organisationOfWorkspace(key as WorkspaceId) : named(org))
    if (known.size >= maxKnown) known.clear()
    if (organisation) known.set(key, organisation)
    return organisation
  }
  const named = async (org: string) => {
    const id = await control.idOf({ kind: 'organisation', scope: '', slug: org })
    const organisation = (id ?? org) as OrganisationId
    // Looking at the quotas of one that is not there would make its file.
    return (await control.hasOrganisation(organisation)) ? organisation : undefined
  }
  return find
}
