import type { FastifyReply } from 'fastify'
import { sessionCookie, setupCookie } from '#server/identity/session-cookie.ts'

const setupLifeSeconds = 60 * 60

export function setSessionCookie(
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: number },
): void {
  setCookie(reply, sessionCookie, { value: token, until: `Expires=${new Date(expiresAt).toUTCString()}` })
}

export function clearSessionCookie(reply: FastifyReply): void {
  setCookie(reply, sessionCookie, { value: '', until: 'Max-Age=0' })
}

export function setSetupCookie(reply: FastifyReply, word: string): void {
  setCookie(reply, setupCookie, { value: word, until: `Max-Age=${setupLifeSeconds}` })
}

/** Values are tokens of ours that need no encoding. Secure where the browser came by https, itself or through a proxy. */
function setCookie(reply: FastifyReply, name: string, { value, until }: { value: string; until: string }): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : ''
  reply.header('set-cookie', `${name}=${value}; Path=/; ${until}; HttpOnly; SameSite=Lax${secure}`)
}
