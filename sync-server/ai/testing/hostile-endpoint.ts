import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that is asked as a model is, and answers as the test likes: what it was asked is kept. */
export interface HostileEndpoint {
  /** With the path that endpoints usually have. */
  readonly endpoint: string
  readonly asked: readonly AskedOf[]
  close(): Promise<void>
}

export interface AskedOf {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever was sent; tests look at it
  readonly body: any
}

/** Answers the request with this number, from 0 on. */
export type Behaviour = (response: ServerResponse, asked: AskedOf, number: number) => unknown

export async function startHostileEndpoint(behaviour: Behaviour): Promise<HostileEndpoint> {
  const asked: AskedOf[] = []
  const server = createServer((request, response) => {
    // Who leaves while they are still asking has asked nothing.
    const heard = bodyOf(request).catch(() => undefined)
    void heard.then((text) => {
      if (text === undefined) return
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      }
      return behaviour(response, one, asked.push(one) - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

/** Begins a stream of events. */
export function begin(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
}

export function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/** A chunk with this delta. */
export function delta(change: Record<string, unknown>, finish: string | null = null): string {
  return event({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: change, finish_reason: finish }] })
}

export function usage(input: unknown, output: unknown): string {
  return event({ choices: [], usage: { prompt_tokens: input, completion_tokens: output } })
}

/** The whole of an answer. */
export function sayText(response: ServerResponse, text: string): void {
  begin(response)
  response.end(delta({ role: 'assistant', content: text }) + delta({}, 'stop') + usage(9, 3) + event('[DONE]'))
}

/** A step that does nothing but call. `counted`: what it says that its answer has cost; left out: nothing. */
export function sayCalls(
  response: ServerResponse,
  calls: readonly { name: string; input: unknown }[],
  counted?: number,
): void {
  begin(response)
  calls.forEach(({ name, input }, index) =>
    response.write(
      delta({ tool_calls: [{ index, id: `call_${index}`, function: { name, arguments: JSON.stringify(input) } }] }),
    ),
  )
  const said = counted === undefined ? '' : usage(undefined, counted)
  response.end(delta({}, 'tool_calls') + said + event('[DONE]'))
}

export function sayProblem(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  const error = { message: `status ${status}`, type: 'invalid_request_error' }
  sayWords(response, status, JSON.stringify({ error }), headers)
}

/** A body of JSON, as it is. */
export function sayWords(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(json)
}
