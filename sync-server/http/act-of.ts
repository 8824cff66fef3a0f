import type { FastifyRequest } from 'fastify'
import type { Act } from '#server/tenancy/act.ts'
import { principalOf } from './door.ts'

/** The caller behind a door that asks for one, as whoever does what is asked. */
export function actOf(request: FastifyRequest): Act {
  return { by: principalOf(request), address: request.ip }
}
