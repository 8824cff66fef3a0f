/** What a browser does with cookies and addresses, without one: for what a caller with the session cookie alone can not show. */
export interface TestVisitor {
  readonly jar: Map<string, string>
  /** Cookies as they were set last, with their attributes. */
  readonly setCookies: Map<string, string>
  call(method: string, path: string, body?: object): Promise<VisitorAnswer>
  /** Follows redirects, also to other servers, each with its own cookies; stops at `until`. */
  walk(url: string, form?: Record<string, string>): Promise<VisitorAnswer>
}

export interface VisitorAnswer {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers; tests look at it
  readonly body: any
}

export function openVisitor(url: string, headers: Record<string, string> = {}): TestVisitor {
  const jars = new Map<string, Map<string, string>>()
  const setCookies = new Map<string, string>()
  const jarOf = (address: string) => {
    const { host } = new URL(address)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const ask = async (address: string, init: RequestInit): Promise<VisitorAnswer> => {
    const jar = jarOf(address)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    })
    for (const set of answer.headers.getSetCookie()) take(jar, setCookies, set)
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json') && text !== ''
    return { url: address, status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text }
  }
  const walk = async (address: string, form?: Record<string, string>): Promise<VisitorAnswer> => {
    const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    const answer = await ask(address, init)
    const next = answer.headers.get('location')
    if (answer.status < 300 || answer.status >= 400 || next === null) return answer
    const to = new URL(next, address)
    // The app's own pages are not built here; where it would go on is what counts.
    const isPage = to.host === new URL(url).host && !to.pathname.startsWith('/api/')
    return isPage ? { ...answer, url: to.href } : walk(to.href)
  }
  return {
    jar: jarOf(url),
    setCookies,
    call: (method, path, body) =>
      ask(`${url}${path}`, {
        method,
        headers: { ...(method !== 'GET' && { origin: url }), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    walk,
  }
}

function take(jar: Map<string, string>, setCookies: Map<string, string>, set: string): void {
  const [pair = ''] = set.split(';')
  const equals = pair.indexOf('=')
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
  setCookies.set(name, set)
  if (value === '' || /max-age=0(;|$)|expires=thu, 01 jan 1970/i.test(set)) jar.delete(name)
  else jar.set(name, value)
}
