import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { RepeatStore } from '#server/storage/repeat-store.ts'
import { HttpRefusal } from './problems.ts'

interface IdempotencyPorts {
  readonly storage: { readonly control: RepeatStore }
  readonly clock: Clock
}

/** Of one caller: another's keys are another's. */
interface Repeatable {
  readonly principal: PrincipalId
  readonly keyHash: Uint8Array
  readonly requestHash: Uint8Array
  /** Among those under way. */
  readonly name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    repeatable: Repeatable | undefined
  }
}

const keptMs = 24 * 60 * 60_000
const keptHeaders = ['content-type', 'location', 'etag'] as const

/**
 * A POST with an `Idempotency-Key` is done once: who asks again within a day gets the same answer. Only what was done is kept, so what was
 * refused can be tried again under the same key. An answer with a secret in it is not kept; that it was done is. To be installed after the doors.
 */
export function installIdempotency(app: FastifyInstance, { storage: { control }, clock }: IdempotencyPorts): void {
  const underway = new Set<string>()
  app.decorateRequest('repeatable', undefined)

  app.addHook('preHandler', async (request, reply) => {
    const asked = repeatableOf(request)
    if (!asked) return
    if (underway.has(asked.name)) throw new HttpRefusal('under-way', { headers: { 'retry-after': '1' } })
    // Taken before anything is awaited: of two that come at once one waits.
    underway.add(asked.name)
    request.repeatable = asked
    const before = await control.repeatedAnswer(asked.principal, asked.keyHash)
    if (!before || before.madeAt < clock.now() - keptMs) return
    if (Buffer.compare(before.requestHash, asked.requestHash) !== 0) throw new HttpRefusal('key-reused')
    if (before.answer === undefined) throw new HttpRefusal('done-already')
    return replay(reply, before.answer)
  })

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const asked = request.repeatable
    const isNews = asked && reply.statusCode < 300 && !reply.hasHeader('idempotency-replayed')
    if (!isNews || (payload !== undefined && payload !== null && typeof payload !== 'string')) return
    const answer = holdsSecret(payload) ? undefined : JSON.stringify(answerOf(reply, payload ?? ''))
    const { principal, keyHash, requestHash } = asked
    await control.keepAnswer({ principal, keyHash, requestHash, answer, madeAt: clock.now() }, clock.now() - keptMs)
  })

  // However it ended, also when the caller went away.
  app.addHook('onResponse', async ({ repeatable }) => void (repeatable && underway.delete(repeatable.name)))
}

function repeatableOf(request: FastifyRequest): Repeatable | undefined {
  const key = request.headers['idempotency-key']
  const principal = request.caller?.principal
  if (key === undefined || request.method !== 'POST' || !principal) return undefined
  if (typeof key !== 'string' || key.length > 200 || key.trim() === '')
    throw new HttpRefusal('invalid-input', { detail: 'Idempotency-Key: expected up to 200 characters.' })
  const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? null)
  const requestHash = hashOf(`${request.url}\n${body}`)
  const keyHash = hashOf(key)
  return { principal, keyHash, requestHash, name: `${principal} ${keyHash.toString('hex')}` }
}

interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function answerOf(reply: FastifyReply, body: string): KeptAnswer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)]]
  })
  return { status: reply.statusCode, headers: Object.fromEntries(headers) as Record<string, string>, body }
}

function replay(reply: FastifyReply, answer: string): FastifyReply {
  const { status, headers, body } = JSON.parse(answer) as KeptAnswer
  return reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
}

/** Tokens of keys, links and invitations are shown once. */
function holdsSecret(payload: unknown): boolean {
  return typeof payload === 'string' && /"(token|secret|password|codes)"\s*:/.test(payload)
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
