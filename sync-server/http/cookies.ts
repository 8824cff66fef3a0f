import type { FastifyReply } from 'fastify'
import { sessionCookie } from '#server/identity/session-cookie.ts'

export function setSessionCookie(
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: number },
): void {
  setCookie(reply, { value: token, until: `Expires=${new Date(expiresAt).toUTCString()}` })
}

export function clearSessionCookie(reply: FastifyReply): void {
  setCookie(reply, { value: '', until: 'Max-Age=0' })
}

/** Values are tokens of ours that need no encoding. Secure where the browser came by https, itself or through a proxy. */
function setCookie(reply: FastifyReply, { value, until }: { value: string; until: string }): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : ''
  reply.header('set-cookie', `${sessionCookie}=${value}; Path=/; ${until}; HttpOnly; SameSite=Lax${secure}`)
}
