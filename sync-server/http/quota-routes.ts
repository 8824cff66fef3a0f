import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import {
  type ListPage,
  quotaNames,
  quotasBody,
  type QuotaUse,
  workspaceQuotaNames,
  workspaceQuotasBody,
} from '#shared/protocol/rest-admin.ts'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs } from './problems.ts'
import { quotaPath } from './quota-door.ts'
import { workspaceNamed } from './workspace-named.ts'

const ofWorkspace = '/api/orgs/:org/workspace-quotas/:workspace'

/** What an organisation and its workspaces may use, and use. */
export function quotaRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { quotas } = ports
  const administer = { config: { door: 'organisation:administer' } } as const
  const report = async (organisation: OrganisationId, workspace?: WorkspaceId): Promise<ListPage<QuotaUse>> => {
    const names: readonly string[] = workspace ? workspaceQuotaNames : quotaNames
    return { items: (await quotas.report(organisation, workspace)).filter(({ name }) => names.includes(name)) }
  }
  const workspaceIn = (request: FastifyRequest, organisation: OrganisationId): Promise<WorkspaceId> =>
    workspaceNamed(ports, organisation, (request.params as { workspace: string }).workspace)

  app.get(quotaPath, administer, async (request) => report(await organisationOf(request)))

  app.put(quotaPath, administer, async (request) => {
    const limits = withoutNull(bodyAs(quotasBody, request.body))
    const organisation = await organisationOf(request)
    await quotas.setLimits(organisation, limits, actOf(request))
    return report(organisation)
  })

  app.get(ofWorkspace, administer, async (request) => {
    const organisation = await organisationOf(request)
    return report(organisation, await workspaceIn(request, organisation))
  })

  app.put(ofWorkspace, administer, async (request) => {
    const limits = withoutNull(bodyAs(workspaceQuotasBody, request.body))
    const organisation = await organisationOf(request)
    const workspace = await workspaceIn(request, organisation)
    await quotas.setLimits({ organisation, workspace }, limits, actOf(request))
    return report(organisation, workspace)
  })
}

function withoutNull(limits: Readonly<Partial<Record<string, number | null | undefined>>>) {
  return Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, value ?? undefined]))
}
