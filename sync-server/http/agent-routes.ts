import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { agentPrincipal, type PrincipalId } from '#shared/kit/ids.ts'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import {
  agentBody,
  type AgentSummary,
  type AgentTool,
  newAgentBody,
  type TokenUse,
} from '#shared/protocol/rest-agents.ts'
import { monthOf } from '#server/ai/budgets/token-budget.ts'
import { toolBook } from '#server/ai/tools/tool-box.ts'
import { unknownTools, unknownToolSentence } from '#server/ai/tools/unknown-tools.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import { namesOf } from '#server/tenancy/names.ts'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

export const monthQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/, 'such as 2026-11')
    .optional(),
})

/** Agents of an organisation and what they cost; for its administrators. */
export function agentRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { agents, storage, clock } = ports
  const administer = { config: { door: 'organisation:administer' } } as const
  const one = '/api/orgs/:org/agents/:agent'

  app.get('/api/orgs/:org/agents', administer, async (request): Promise<ListPage<AgentSummary>> => {
    return { items: (await agents.list(await organisationOf(request))).map(summaryOf) }
  })

  app.post('/api/orgs/:org/agents', administer, async (request, reply): Promise<AgentSummary> => {
    const { slug, ...said } = bodyAs(newAgentBody, request.body)
    refuseUnknown(said.tools)
    const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== undefined))
    const configuration = { isEnabled: true, ...known, name: said.name }
    const made = orRefuse(await agents.create(await organisationOf(request), { slug, configuration }, actOf(request)))
    reply.code(201)
    return summaryOf(made)
  })

  app.get(one, administer, async (request): Promise<AgentSummary> => {
    const found = await agents.find(await organisationOf(request), agentIn(request.params))
    if (!found) throw new HttpRefusal('not-found')
    return summaryOf(found)
  })

  app.patch(one, administer, async (request): Promise<AgentSummary> => {
    const asked = { id: agentIn(request.params), patch: bodyAs(agentBody, request.body) }
    refuseUnknown(asked.patch.tools)
    return summaryOf(orRefuse(await agents.change(await organisationOf(request), asked, actOf(request))))
  })

  app.delete(one, administer, async (request, reply) => {
    orRefuse(await agents.remove(await organisationOf(request), agentIn(request.params), actOf(request)))
    return reply.code(204).send()
  })

  app.get('/api/orgs/:org/assistant/tools', administer, async (): Promise<ListPage<AgentTool>> => {
    return { items: toolBook() }
  })

  app.get('/api/orgs/:org/usage/tokens', administer, async (request): Promise<ListPage<TokenUse>> => {
    const { month = monthOf(clock.now()) } = bodyAs(monthQuery, request.query)
    const rows = await (await storage.organisation(await organisationOf(request))).tokens.tokensOf(month)
    const names = await namesOf(
      { ...ports, control: storage.control },
      rows.map(({ who }) => who as PrincipalId),
    )
    return { items: rows.map((row) => ({ ...row, name: names.get(row.who as PrincipalId)?.name ?? '' })) }
  })
}

/** null, or nothing: all are allowed. */
function refuseUnknown(tools: readonly string[] | null | undefined): void {
  const [at] = tools ? unknownTools(tools) : []
  if (at !== undefined) throw new HttpRefusal('invalid-input', { detail: `tools.${at}: ${unknownToolSentence}` })
}

function agentIn(params: unknown): string {
  return (params as { agent: string }).agent
}

function summaryOf({ id, isBuiltin, configuration }: AgentRecord): AgentSummary {
  return { id, principal: agentPrincipal(id), isBuiltin, ...configuration }
}
