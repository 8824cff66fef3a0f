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
  const { known, find } = openOrganisationNames(storage)
  const count = async (request: FastifyRequest) => {
    const organisation = await find(request)
    if (organisation) refuseFor(await quotas.request(organisation))
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { url, config } = request.routeOptions
    // Who is at the limit must be able to raise it.
    if (!config.door || url === quotaPath) return done()
    const organisation = known(request)
    const waitMs = organisation && quotas.request(organisation)
    // Most are known: for them no promise is made.
    if (!organisation || typeof waitMs === 'object') {
      void (waitMs ? Promise.resolve(waitMs).then(refuseFor) : count(request)).then(() => done(), done)
      return
    }
    refuseFor(waitMs)
    done()
  })
  const review = async (request: FastifyRequest) => {
    const organisation = request.routeOptions.config.door && (await find(request))
    if (organisation) quotas.review(organisation)
  }
  app.addHook('onResponse', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD' || reply.statusCode >= 300) return done()
    void review(request).then(() => done(), done)
  })
  app.addHook('onError', async (request, _reply, error: unknown) => {
    const organisation = error instanceof QuotaFull ? await find(request) : undefined
    if (organisation && error instanceof QuotaFull) quotas.review(organisation, error.quota)
  })
}

function refuseFor(waitMs: number | undefined): void {
  if (waitMs === undefined) return
  throw new HttpRefusal('quota-requests', { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } })
}

/** Whose a request is, by the organisation or the workspace of its path; `known`: as far as it takes no look. */
function openOrganisationNames({ control }: QuotaDoorPorts['storage']) {
  const known = new Map<string, OrganisationId>()
  const keyOf = ({ params }: FastifyRequest) => {
    const { org, id } = (params ?? {}) as { org?: string; id?: string }
    return { org, key: org ?? id }
  }
  const find = async (request: FastifyRequest): Promise<OrganisationId | undefined> => {
    const { org, key } = keyOf(request)
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
  return { find, known: (request: FastifyRequest) => known.get(keyOf(request).key ?? '') }
}
