import type { FastifyReply } from 'fastify'
import { cookieNamed, sessionCookie } from '#server/identity/session-cookie.ts'

/** The first step of a sign-in is done: what the second one is asked with. */
export const stepCookie = 'nexus_step'
/** Somebody is on their way to a provider and back. */
export const flowCookie = 'nexus_flow'

interface SessionCookie {
  readonly token: string
  readonly expiresAt: number
  /** People reach the server by https, whatever the last step to it speaks. */
  readonly isHttps: boolean
}

interface ShortCookie {
  readonly name: typeof stepCookie | typeof flowCookie
  readonly value: string
  readonly lifeMs: number
  readonly isHttps: boolean
}

export function setSessionCookie(reply: FastifyReply, { token, expiresAt, isHttps }: SessionCookie): void {
  setCookie(reply, cookieNamed(sessionCookie, isHttps), {
    value: token,
    rest: `Expires=${new Date(expiresAt).toUTCString()}`,
    isHttps,
  })
}

export function clearSessionCookie(reply: FastifyReply, isHttps: boolean): void {
  setCookie(reply, cookieNamed(sessionCookie, isHttps), { value: '', rest: 'Max-Age=0', isHttps })
}

export function setShortCookie(reply: FastifyReply, { name, value, lifeMs, isHttps }: ShortCookie): void {
  const rest = `Max-Age=${Math.round(lifeMs / 1000)}`
  setCookie(reply, cookieNamed(name, isHttps), { value, rest, isHttps })
}

export function clearShortCookie(reply: FastifyReply, { name, isHttps }: Pick<ShortCookie, 'name' | 'isHttps'>): void {
  setShortCookie(reply, { name, value: '', lifeMs: 0, isHttps })
}

/** Tokens need no encoding. Secure where the browser came by https, itself or through a proxy. */
function setCookie(reply: FastifyReply, name: string, cookie: { value: string; rest: string; isHttps: boolean }): void {
  const secure = cookie.isHttps || reply.request.protocol === 'https' ? '; Secure' : ''
  reply.header('set-cookie', `${name}=${cookie.value}; Path=/; HttpOnly; SameSite=Lax; ${cookie.rest}${secure}`)
}
