import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { RepeatedAnswer, RepeatStore } from '#server/storage/repeat-store.ts'
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
  /** Written down by this very request, which has to say how it ended. */
  isBegun: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    repeatable: Repeatable | undefined
  }
}

const keptMs = 24 * 60 * 60_000
const keptHeaders = ['content-type', 'location', 'etag'] as const

/**
 * A POST with an `Idempotency-Key` is done once: who asks again within a day gets the same answer. It is written down before it is begun,
 * so what a crash interrupted is never done again by itself: who repeats it is told that it may have been done. What was refused can be
 * tried again under the same key. An answer with a secret in it is not kept; that it was done is. To be installed after the doors.
 */
export function installIdempotency(app: FastifyInstance, { storage: { control }, clock }: IdempotencyPorts): void {
  const underway = new Set<string>()
  app.decorateRequest('repeatable', undefined)

  const begin = async (request: FastifyRequest, reply: FastifyReply, asked: Repeatable) => {
    if (underway.has(asked.name)) throw new HttpRefusal('under-way', { headers: { 'retry-after': '1' } })
    // Taken before anything is awaited: of two that come at once one waits.
    underway.add(asked.name)
    request.repeatable = asked
    const before = await control.repeatedAnswer(asked.principal, asked.keyHash)
    const now = clock.now()
    if (before && before.madeAt >= now - keptMs) return answerAgain(reply, asked, before)
    await control.beginRepeatable({ ...asked, madeAt: now }, now - keptMs)
    asked.isBegun = true
  }
  const end = async (reply: FastifyReply, asked: Repeatable, payload: unknown) => {
    const { statusCode } = reply
    if (statusCode < 400) await control.keepAnswer(asked, keptOf(reply, payload))
    // Of a fault nobody knows how far it came.
    else if (statusCode !== 500) await control.forgetRepeatable(asked)
  }

  app.addHook('preHandler', (request, reply, done) => {
    const asked = repeatableOf(request)
    if (!asked) return done()
    void begin(request, reply, asked).then(() => reply.sent || done(), done)
  })

  app.addHook('onSend', ({ repeatable: asked }, reply, payload, done) => {
    if (!asked?.isBegun) return done()
    void end(reply, asked, payload).then(() => done(), done)
  })

  // However it ended, also when the caller went away.
  app.addHook('onResponse', ({ repeatable }, _reply, done) => {
    if (repeatable) underway.delete(repeatable.name)
    done()
  })
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
  return { principal, keyHash, requestHash, name: `${principal} ${keyHash.toString('hex')}`, isBegun: false }
}

interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** undefined: it is not kept, being a secret or no text. */
function keptOf(reply: FastifyReply, payload: unknown): string | undefined {
  const body = payload ?? ''
  if (typeof body !== 'string' || holdsSecret(body)) return undefined
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)]]
  })
  const answer: KeptAnswer = { status: reply.statusCode, headers: Object.fromEntries(headers), body }
  return JSON.stringify(answer)
}

function answerAgain(reply: FastifyReply, asked: Repeatable, before: RepeatedAnswer): FastifyReply {
  if (Buffer.compare(before.requestHash, asked.requestHash) !== 0) throw new HttpRefusal('key-reused')
  if (!before.isDone) throw new HttpRefusal('outcome-unknown')
  if (before.answer === undefined) throw new HttpRefusal('done-already')
  return replay(reply, before.answer)
}

function replay(reply: FastifyReply, answer: string): FastifyReply {
  const { status, headers, body } = JSON.parse(answer) as KeptAnswer
  return reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
}

/** Tokens of keys, links and invitations are shown once. */
function holdsSecret(payload: string): boolean {
  return /"(token|secret|password|codes)"\s*:/.test(payload)
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
