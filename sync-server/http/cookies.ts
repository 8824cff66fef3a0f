import type { FastifyReply } from 'fastify'
import { sessionCookie } from '#server/identity/session-cookie.ts'

interface SessionCookie {
  readonly token: string
  readonly expiresAt: number
  /** People reach the server by https, whatever the last step to it speaks. */
  readonly isHttps: boolean
}

/** Secure where the browser came by https, itself or through a proxy. */
export function setSessionCookie(reply: FastifyReply, { token, expiresAt, isHttps }: SessionCookie): void {
  const secure = isHttps || reply.request.protocol === 'https' ? '; Secure' : ''
  setCookie(reply, token, `Expires=${new Date(expiresAt).toUTCString()}${secure}`)
}

export function clearSessionCookie(reply: FastifyReply): void {
  setCookie(reply, '', 'Max-Age=0')
}

/** Tokens need no encoding. */
function setCookie(reply: FastifyReply, value: string, rest: string): void {
  reply.header('set-cookie', `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; ${rest}`)
}
