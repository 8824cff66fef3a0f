import type { Problem } from '#shared/protocol/rest.ts'

/** A signed-in caller of the REST doors. */
export interface RestClient {
  readonly cookie: string
  request(path: string, init?: RequestInit): Promise<Response>
  json<Answer>(path: string, init?: RequestInit): Promise<Answer>
  close(): Promise<void>
}

export class RestRefusal extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** Throws a RestRefusal when the server says no, and what fetch throws when it can not be reached. */
export async function signIn(server: string, credentials: { email: string; password: string }): Promise<RestClient> {
  const answer = await ask(server, '/api/session', { method: 'POST', ...jsonBody(credentials) })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const request = (path: string, init: RequestInit = {}) =>
    ask(server, path, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), cookie } })
  return {
    cookie,
    request,
    json: async <Answer>(path: string, init?: RequestInit) => (await (await request(path, init)).json()) as Answer,
    close: async () => void (await request('/api/session', { method: 'DELETE' })),
  }
}

export function jsonBody(body: unknown): { headers: Record<string, string>; body: string } {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function ask(server: string, path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(new URL(path, server), init)
  if (!answer.ok) throw new RestRefusal(await problemOf(answer))
  return answer
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text()
  const other = {
    type: 'about:blank',
    title: answer.statusText,
    status: answer.status,
    code: 'unknown',
    detail: answer.statusText,
  }
  try {
    return { ...other, ...(JSON.parse(text) as Partial<Problem>) }
  } catch {
    return other
  }
}
