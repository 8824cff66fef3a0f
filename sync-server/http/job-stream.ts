import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { LiveAnswers, Offset } from '#server/ai/jobs/live-answers.ts'
import { sentenceOfReason } from '#server/ai/jobs/problems.ts'
import type { Access } from '#server/access/access.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { bodyAs } from './problems.ts'

export const streamQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,6}-\d{1,9}$/, 'the id of an event')
    .optional(),
})

interface Streaming {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly job: JobRecord
  readonly live: LiveAnswers
  readonly storage: Storage
  readonly access: Access
  isStillAllowed(): Promise<boolean>
}

const keepAliveMs = 20_000
const comeAgainMs = 1_000

/**
 * An answer while it is made, as server-sent events: `piece` (text), `reset` (what was read before does not count), `end` (state, and the whole
 * answer or a sentence of why there is none). The id of an event says where it ends: named by `Last-Event-ID` or `after`, the rest follows.
 */
export async function streamJob({ request, reply, job, live, storage, access, isStillAllowed }: Streaming) {
  const { after = request.headers['last-event-id'] } = bodyAs(streamQuery, request.query)
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  // Before the first piece, which may take a model long: who listens knows that somebody is there.
  raw.flushHeaders()
  const send = (event: string, data: unknown, offset?: Offset) => {
    const id = offset ? `id: ${offset.attempt}-${offset.at}\n` : ''
    raw.write(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    // Node keeps it back until all that has been promised is done, which after the last piece is the whole end of the job.
    raw.socket?.uncork()
  }
  const last = async () => {
    const ended = await whenEnded(storage, job)
    // Nobody is making it now, and somebody will: whoever listens comes again by itself.
    if (raw.writableEnded) return
    if (ended) send('end', ended)
    else raw.write(`retry: ${comeAgainMs}\n\n`)
    raw.end()
  }
  const reader = {
    piece: (text: string, offset: Offset) => send('piece', { text }, offset),
    reset: (offset: Offset) => send('reset', {}, offset),
    ended: () => void last().catch(() => raw.end()),
  }
  const stopReading = live.follow(job.id, offsetOf(after), reader)
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), keepAliveMs).unref()
  // Who loses what they had stops reading at once.
  const stopWatching = access.onChanged(() => {
    void isStillAllowed().then((isAllowed) => isAllowed || raw.end())
  })
  raw.on('close', () => {
    clearInterval(keepAlive)
    stopReading?.()
    stopWatching()
  })
  if (!stopReading) reader.ended()
}

function offsetOf(text: string | readonly string[] | undefined): Offset {
  const found = typeof text === 'string' ? /^(\d{1,6})-(\d{1,9})$/.exec(text) : undefined
  return { attempt: Number(found?.[1] ?? 0), at: Number(found?.[2] ?? 0) }
}

/** undefined: it has not. */
async function whenEnded(storage: Storage, { id, workspace }: JobRecord) {
  const home = await homeOfWorkspace(storage, workspace)
  const found = await home?.store.jobs.job(id)
  if (!found) return undefined
  const { state, answer, reason } = found
  if (state === 'queued' || state === 'running') return undefined
  return {
    state,
    ...(answer !== undefined && { answer }),
    ...(state === 'failed' && { problem: sentenceOfReason(reason) }),
  }
}
