import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { ReadableStream as NodeStream } from 'node:stream/web'
import { kindOfAddress } from './address-rules.ts'

/**
 * A `fetch` that talks to one endpoint and to nothing else, in the place of the library's own. It decides on the address that is connected to,
 * not on the name: whatever a name resolves to the next time is looked at the next time. It follows no redirect, uses no proxy, and sends
 * no header but its own: the key is known here alone, so nothing of the library can log it.
 */
export interface EndpointTalk {
  readonly fetch: typeof fetch
  /** Why it ended before its time; undefined: it did not. */
  fault(): EndpointFault | undefined
  /** The beginning of what it said with a refusal. For us to read, never to pass on: it may hold the key, or words meant for the reader. */
  complaint(): string
}

export type EndpointFault =
  | 'forbidden-address'
  | 'unreachable'
  | 'silent'
  | 'stalled'
  | 'too-large'
  | 'encoded'
  | 'cancelled'

export interface TalkOptions {
  /** What the endpoint's address begins with: other addresses are not asked. */
  readonly endpoint: string
  readonly key: string | undefined
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
  readonly limits: TalkLimits
  /** For tests: how names become addresses. */
  readonly lookup?: typeof systemLookup | undefined
}

export interface TalkLimits {
  /** Until the answer begins. */
  readonly firstMs: number
  /** Between two pieces of it. */
  readonly idleMs: number
  /** For all of it. */
  readonly totalMs: number
  readonly maxBytes: number
}

export function openEndpointTalk(options: TalkOptions): EndpointTalk {
  let fault: EndpointFault | undefined
  let complaint = ''
  const fail = (kind: EndpointFault) => new TalkEnded((fault ??= kind))
  return {
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const { answer, watch } = await ask(url, { ...options, fail, body: init?.body, method: init?.method ?? 'GET' })
      const isRefusal = (answer.statusCode ?? 0) >= 400
      const note = (piece: Uint8Array) => {
        if (isRefusal && complaint.length < maxComplaint)
          complaint += Buffer.from(piece).toString('utf8', 0, maxComplaint)
      }
      return responseOf(answer, { watch, fail, note, limits: options.limits })
    },
    fault: () => fault,
    complaint: () => complaint,
  }
}

const maxComplaint = 2_000

class TalkEnded extends Error {}

interface Asking extends TalkOptions {
  readonly method: string
  readonly body: unknown
  fail(kind: EndpointFault): TalkEnded
}

interface Asked {
  readonly answer: IncomingMessage
  readonly watch: Watch
}

function ask(url: URL, asking: Asking): Promise<Asked> {
  const { endpoint, key, allowPrivate, signal, limits, method, body, fail } = asking
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A literal is never looked up, so it has to be looked at here.
  const isForbidden = isIP(host) !== 0 && !isAllowed(host, { allowPrivate, url })
  if (isForbidden || url.origin !== new URL(endpoint).origin) return Promise.reject(fail('forbidden-address'))
  if (signal.aborted) return Promise.reject(fail('cancelled'))
  const text = typeof body === 'string' ? body : undefined
  const sent = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    lookup: guardedLookup(asking, url),
    // One of its own: no socket is used twice, and no setting of the environment puts a proxy in between.
    agent: new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: false }),
    headers: {
      accept: 'text/event-stream, application/json',
      'user-agent': 'nexus',
      ...(key && { authorization: `Bearer ${key}` }),
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    },
  })
  return new Promise((resolve, reject) => {
    const end = (kind: EndpointFault) => sent.destroy(fail(kind))
    const watch = openWatch({ limits, signal, end })
    sent.once('error', (error) => {
      watch.close()
      reject(error instanceof TalkEnded ? error : fail('unreachable'))
    })
    sent.once('response', (answer) => {
      watch.heard()
      answer.once('close', watch.close)
      resolve({ answer, watch })
    })
    sent.end(text)
  })
}

interface Watch {
  heard(): void
  close(): void
}

/** The library's timeout ends with the headers; this one does not. */
function openWatch(options: { limits: TalkLimits; signal: AbortSignal; end: (kind: EndpointFault) => void }): Watch {
  const { limits, signal, end } = options
  const cancel = () => end('cancelled')
  let quiet = setTimeout(() => end('silent'), limits.firstMs)
  const all = setTimeout(() => end('stalled'), limits.totalMs)
  signal.addEventListener('abort', cancel, { once: true })
  return {
    heard: () => {
      clearTimeout(quiet)
      quiet = setTimeout(() => end('stalled'), limits.idleMs)
    },
    close: () => {
      clearTimeout(quiet)
      clearTimeout(all)
      signal.removeEventListener('abort', cancel)
    },
  }
}

interface BodyWatch {
  readonly limits: TalkLimits
  readonly watch: Watch
  fail(kind: EndpointFault): TalkEnded
  note(piece: Uint8Array): void
}

async function* watched(answer: IncomingMessage, { limits, watch, fail, note }: BodyWatch): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const piece of answer as AsyncIterable<Uint8Array>) {
      watch.heard()
      bytes += piece.byteLength
      if (bytes > limits.maxBytes) throw fail('too-large')
      note(piece)
      yield piece
    }
  } catch (error) {
    throw error instanceof TalkEnded ? error : fail('stalled')
  } finally {
    watch.close()
  }
}

const withoutBody = new Set([204, 205, 304])

function responseOf(answer: IncomingMessage, body: BodyWatch): Response {
  const status = answer.statusCode ?? 0
  const { 'content-encoding': encoding = 'identity' } = answer.headers
  // Nobody asked for a packed answer; a small one could be a large one.
  const fault = status < 200 || status > 599 ? 'unreachable' : encoding === 'identity' ? undefined : 'encoded'
  if (fault) {
    answer.destroy()
    throw body.fail(fault)
  }
  const headers = new Headers()
  for (const name of ['content-type', 'retry-after', 'retry-after-ms']) {
    const value = answer.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  if (withoutBody.has(status)) {
    answer.resume()
    return new Response(null, { status, headers })
  }
  return new Response(NodeStream.from(watched(answer, body)) as ReadableStream<Uint8Array>, { status, headers })
}

function guardedLookup({ allowPrivate, fail, lookup = systemLookup }: Asking, url: URL): LookupFunction {
  return (name, options, answer) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const allowed = error
        ? []
        : (found as LookupAddress[]).filter(({ address }) => isAllowed(address, { allowPrivate, url }))
      const [first] = allowed
      if (!first) return answer(error ?? fail('forbidden-address'), '', 0)
      if (options.all) return answer(null, allowed)
      return answer(null, first.address, first.family)
    })
  }
}

/** Without TLS only in the own network: keys and questions do not go over the internet for everybody to read. */
function isAllowed(address: string, { allowPrivate, url }: { allowPrivate: boolean; url: URL }): boolean {
  const kind = kindOfAddress(address)
  return kind === 'public' ? url.protocol === 'https:' : kind === 'private' && allowPrivate
}
