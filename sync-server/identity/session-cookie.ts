export const sessionCookie = 'nexus_session'

/** Where people come by https only this origin itself can set it: no page of a neighbouring name, and nobody on the way. */
export function cookieNamed(name: string, isHttps: boolean): string {
  return isHttps ? `__Host-${name}` : name
}

/** The token of the session cookie, '' when there is none. */
export function sessionTokenOf(header: string | undefined, { isHttps }: { isHttps: boolean }): string {
  return cookieValue(header, cookieNamed(sessionCookie, isHttps)) ?? ''
}

/** The value of one cookie of a request; for doors that are not HTTP routes. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
