import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Account, SessionAnswer } from '#shared/protocol/rest.ts'
import { signInBody, signUpBody } from '#shared/protocol/rest.ts'
import { cookieValue, sessionCookie } from '#server/identity/session-cookie.ts'
import { clearSessionCookie, setSessionCookie } from './cookies.ts'
import { personOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Signing up, in and out, and the question who is signed in. */
export function sessionRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity, signUps } = ports

  app.get('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    // The socket extends sessions, too, but can not tell the browser: this keeps the cookie as long as the session.
    const token = cookieValue(request.headers.cookie, sessionCookie)
    if (token && request.caller?.kind === 'session')
      setSessionCookie(reply, { token, expiresAt: request.caller.expiresAt, isHttps: ports.isHttps })
    return answer(ports, request.caller?.account)
  })

  app.post('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    const outcome = await identity.signIn({ ...bodyAs(signInBody, request.body), address: request.ip })
    if (!outcome.ok && outcome.reason === 'too-many') {
      throw new HttpRefusal('too-many', { headers: { 'retry-after': outcome.detail ?? '1' } })
    }
    return signedIn(request, reply, orRefuse(outcome))
  })

  app.delete('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    const token = cookieValue(request.headers.cookie, sessionCookie)
    if (token) await identity.signOut(token)
    clearSessionCookie(reply)
    return reply.code(204).send()
  })

  app.delete('/api/sessions', { config: { door: 'signed-in' } }, async (request, reply) => {
    await identity.signOutEverywhere(personOf(request).id)
    clearSessionCookie(reply)
    return reply.code(204).send()
  })

  app.post('/api/accounts', { config: { door: 'anyone' } }, async (request, reply) => {
    const account = orRefuse(await signUps.signUp({ ...bodyAs(signUpBody, request.body), address: request.ip }))
    reply.code(201)
    return signedIn(request, reply, account)
  })

  const signedIn = async (request: FastifyRequest, reply: FastifyReply, account: Account) => {
    // A sign-in replaces the one this browser had.
    const before = cookieValue(request.headers.cookie, sessionCookie)
    if (before) await identity.signOut(before)
    setSessionCookie(reply, { ...(await identity.openSession(account.id)), isHttps: ports.isHttps })
    return answer(ports, account)
  }
}

async function answer(ports: HttpPorts, account: Account | undefined): Promise<SessionAnswer> {
  const isNew = !(await ports.identity.hasAccounts())
  const needsSetupWord = isNew && ports.signUps.needsSetupWord
  const rest = { isNew, needsSetupWord, openSignUp: isNew || ports.openSignUp }
  if (!account) return { workspaces: [], ...rest }
  return { account, workspaces: await ports.tenancy.workspacesOf(account.id), ...rest }
}
