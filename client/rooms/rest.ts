import { done, type Outcome, refused } from '#shared/kit/outcome.ts'

/** `unreachable`, or the `code` of the server's problem document; `detail` is its sentence. */
export type RestOutcome<Answer> = Outcome<string, Answer>

interface RestCall {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: object
}

/** One call to the server that served the page. The answer is taken at its word: it is our own server's. */
export async function callServer<Answer>(
  path: string,
  { method = 'GET', body }: RestCall = {},
): Promise<RestOutcome<Answer>> {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (!response) return refused('unreachable')
  if (response.status === 204) return done(undefined as Answer)
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer === undefined ? refused('unreachable') : done(answer as Answer)
  return problemOf(answer)
}

function problemOf(answer: unknown) {
  // Something between here and the server answered, a proxy for one: as good as no server.
  if (typeof answer !== 'object' || answer === null || !('code' in answer)) return refused('unreachable')
  const detail = 'detail' in answer && typeof answer.detail === 'string' ? answer.detail : undefined
  return refused(String(answer.code), detail)
}
