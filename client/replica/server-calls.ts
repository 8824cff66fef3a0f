import { done, refused } from '#shared/kit/outcome.ts'
import type { Http, HttpRequest } from '#client/platform/ports.ts'
import type { ServerOutcome } from './engine-contract.ts'

/** One REST call to the server that served the page, with JSON or a file. The answer is taken at its word: it is our own server's. */
export async function callServer<Answer>(
  http: Http,
  method: HttpRequest['method'],
  path: string,
  body?: object,
): Promise<ServerOutcome<Answer>> {
  const response = await http({
    method,
    path: `/api/${path}`,
    ...(body && requestBody(body)),
  })
  if (!response) return refused('unreachable')
  if (response.status === 204) return done(undefined as Answer)
  const answer = parsed(await response.text().catch(() => ''))
  // A page instead of an answer: something between here and the server has spoken, which is as good as no server.
  if (answer === undefined) return refused('unreachable')
  if (response.status < 300) return done(answer as Answer)
  const { code, detail } = answer as { code?: unknown; detail?: unknown }
  if (typeof code !== 'string') return refused('unreachable')
  return typeof detail === 'string' ? refused(code, detail) : refused(code)
}

function requestBody(body: object): Pick<HttpRequest, 'body' | 'contentType'> {
  if (!('bytes' in body) || !(body.bytes instanceof Uint8Array)) {
    return { body: JSON.stringify(body), contentType: 'application/json' }
  }
  return { body: body.bytes, contentType: 'type' in body ? String(body.type) : 'application/octet-stream' }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
