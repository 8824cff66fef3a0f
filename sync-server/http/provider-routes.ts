import type { FastifyInstance } from 'fastify'
import {
  type ProviderAnswer,
  providerBody,
  type ProviderDetail,
  type ProviderTest,
} from '#shared/protocol/rest-assistant.ts'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

const url = '/api/orgs/:org/assistant/provider'

/** Which model answers for an organisation. Its key goes in, and no door gives it out. */
export function providerRoutes(app: FastifyInstance, { providers }: Pick<HttpPorts, 'providers'>): void {
  const administer = { config: { door: 'organisation:administer' } } as const

  app.get(
    url,
    administer,
    async (request): Promise<ProviderAnswer> => providers.answer(await organisationOf(request), actOf(request)),
  )

  app.put(url, administer, async (request): Promise<ProviderDetail> => {
    const wanted = bodyAs(providerBody, request.body)
    return rightAddress(await providers.set(await organisationOf(request), wanted, actOf(request)))
  })

  app.delete(url, administer, async (request, reply) => {
    const removed = await providers.remove(await organisationOf(request), actOf(request))
    orRefuse(removed.ok ? removed : { ...removed, reason: 'not-found' })
    return reply.code(204).send()
  })

  app.post(`${url}/test`, administer, async (request): Promise<ProviderTest> => {
    const wanted = request.body ? bodyAs(providerBody, request.body) : undefined
    return rightAddress(await providers.test(await organisationOf(request), wanted, actOf(request)))
  })
}

function rightAddress<Value>(
  outcome: { ok: true; value: Value } | { ok: false; reason: string; detail?: string },
): Value {
  if (outcome.ok) return outcome.value
  throw new HttpRefusal('invalid-input', { detail: outcome.detail })
}
