import { request as send } from 'node:http'
import fc from 'fast-check'
import { hostileBody, hostileTexts, nearly, type Schema, type Schemas } from './hostile-values.ts'

/** The description of the doors, as far as requests are made of it. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: { readonly schemas: Schemas }
}

interface DescribedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export interface Door extends DescribedOperation {
  readonly method: string
  readonly path: string
}

export interface HostileRequest {
  readonly door: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What stands for a part of a path or of a query, by its name: one's own and what belongs to others. */
export type Known = Readonly<Record<string, readonly string[]>>

export function doorsOf({ paths }: Description): readonly Door[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  )
}

/** What is nearly right, door by door: each part of it may be hostile, and of anybody. */
export function hostileRequest(door: Door, known: Known, schemas: Schemas): fc.Arbitrary<HostileRequest> {
  const { method, path: pattern, parameters = [], requestBody } = door
  const [contentType, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const ids = Object.values(known).flat()
  const value = content && nearly(content.schema, { schemas, ids })
  const inPath = parameters.filter((each) => each.in === 'path')
  const inQuery = parameters.filter((each) => each.in === 'query')
  return fc
    .record({
      parts: fc.tuple(...inPath.map(({ name }) => pathPart(known[name] ?? [], ids))),
      query: fc.tuple(...inQuery.map(({ name, schema }) => queryPart(name, nearly(schema, { schemas, ids })))),
      headers: hostileHeaders,
      type: fc.oneof({ weight: 9, arbitrary: fc.constant(contentType) }, hostileType),
      body: value ? hostileBody(value) : fc.constant(undefined),
    })
    .map(({ parts, query, headers, type, body }) => {
      const path = inPath.reduce((left, { name }, at) => left.replace(`{${name}}`, () => parts[at] ?? ''), pattern)
      const asked = query.filter(Boolean).join('&')
      return {
        door: `${method} ${pattern}`,
        method,
        path: asked ? `${path}?${asked}` : path,
        headers: { ...headers, ...(body !== undefined && type !== undefined && { 'content-type': type }) },
        body,
      }
    })
}

function pathPart(own: readonly string[], ids: readonly string[]): fc.Arbitrary<string> {
  const hostile = fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)).map(encoded)
  const broken = fc.constantFrom('%', '%zz', '%ff', '%c0%ae', '%00', '%F0%9F', '%2F%2e%2e%2F')
  return fc.oneof(
    ...(own.length > 0 ? [{ weight: 40, arbitrary: fc.constantFrom(...own) }] : []),
    { weight: 2, arbitrary: fc.constantFrom(...ids).map(encoded) },
    { weight: 2, arbitrary: hostile },
    broken,
  )
}

/** Said once, twice, as a list, as an object, or not at all. */
function queryPart(name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  // Together with the others within what Node takes for a head.
  const text = value.map((each) => encoded((typeof each === 'string' ? each : JSON.stringify(each)).slice(0, 200)))
  return fc.oneof(
    { weight: 6, arbitrary: text.map((each) => `${name}=${each}`) },
    { weight: 4, arbitrary: fc.constant('') },
    text.map((each) => `${name}=1&${name}=${each}`),
    text.map((each) => `${name}[]=${each}&${name}[__proto__]=1`),
    fc.constantFrom(name, `${name}=%ff`, `${name}=%`),
  )
}

const hostileType = fc.constantFrom(
  undefined,
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json, text/html',
  'application/x-www-form-urlencoded',
  ';',
)

const hostileHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    { 'idempotency-key': 'x'.repeat(3_000) },
    { 'idempotency-key': '' },
    { 'if-match': '"' },
    { 'if-match': '*' },
    { 'if-none-match': '*, W/"1", x' },
    { 'nexus-base': '-1' },
    { 'nexus-base': '"99999999999999999999"' },
    { 'last-event-id': '999999-999999999' },
    { accept: 'text/markdown;q=NaN, */*;q=-1' },
    { 'accept-encoding': 'br;q=9, \u00FF' },
    { 'content-encoding': 'gzip' },
    { range: 'bytes=-1,0-0,999999999999-' },
    { 'accept-language': 'x'.repeat(2_000) },
    { 'x-forwarded-for': "127.0.0.1, ' OR 1=1" },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-http-method-override': 'DELETE' },
  ),
)

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2e')
}

export interface HostileAnswer {
  readonly status: number
  readonly text: string
  readonly type: string
  readonly tookMs: number
}

/** As it stands, with nothing put right on the way. What has no end is left after its beginning. */
export function askHostile(url: string, cookie: string, asked: HostileRequest): Promise<HostileAnswer> {
  const { hostname, port } = new URL(url)
  const startMs = performance.now()
  return new Promise((resolve, reject) => {
    const { method, path, headers, body } = asked
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const all = { ...(cookie && { cookie }), ...length, ...headers }
    const call = send({ hostname, port, method, path, headers: all, agent: false, timeout: 60_000 }, (answer) => {
      let text = ''
      const type = answer.headers['content-type'] ?? ''
      const done = () => resolve({ status: answer.statusCode ?? 0, text, type, tookMs: performance.now() - startMs })
      answer.setEncoding('utf8').on('data', (piece: string) => void (text += piece))
      answer.on('end', done).on('error', reject)
      if (!type.startsWith('text/event-stream')) return
      done()
      call.destroy()
    })
    call.on('timeout', () => call.destroy(new Error('no answer within a minute')))
    call.on('error', reject)
    call.end(body)
  })
}
