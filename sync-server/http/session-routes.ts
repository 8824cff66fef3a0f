import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Account, SessionAnswer } from '#shared/protocol/rest.ts'
import { signInBody, signUpBody } from '#shared/protocol/rest.ts'
import { cookieValue, sessionCookie, setupCookie } from '#server/identity/session-cookie.ts'
import { clearSessionCookie, setSessionCookie, setSetupCookie } from './cookies.ts'
import { callerOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Signing up, in and out, and the question who is signed in. */
export function sessionRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity, signUps } = ports

  app.get('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    // The socket extends sessions, too, but can not tell the browser: this keeps the cookie as long as the session.
    const token = cookieValue(request.headers.cookie, sessionCookie)
    if (token && request.caller) setSessionCookie(reply, { token, expiresAt: request.caller.expiresAt })
    return answer(ports, request, request.caller?.account)
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
    await identity.signOutEverywhere(callerOf(request).account.id)
    clearSessionCookie(reply)
    return reply.code(204).send()
  })

  app.post('/api/accounts', { config: { door: 'anyone' } }, async (request, reply) => {
    const body = bodyAs(signUpBody, request.body)
    const setup = body.setup ?? cookieValue(request.headers.cookie, setupCookie)
    const account = orRefuse(await signUps.signUp({ ...body, setup }))
    reply.code(201)
    return signedIn(request, reply, account)
  })

  // The link that start prints: remembers the word, so that the form for the first account needs no field for it.
  app.get('/setup/:word', async (request, reply) => {
    const { word } = request.params as { word: string }
    if (signUps.isSetupWord(word)) setSetupCookie(reply, word)
    return reply.redirect('/', 303)
  })

  const signedIn = async (request: FastifyRequest, reply: FastifyReply, account: Account) => {
    // A sign-in replaces the one this browser had.
    const before = cookieValue(request.headers.cookie, sessionCookie)
    if (before) await identity.signOut(before)
    setSessionCookie(reply, await identity.openSession(account.id))
    return answer(ports, request, account)
  }
}

async function answer(ports: HttpPorts, request: FastifyRequest, account: Account | undefined): Promise<SessionAnswer> {
  const isNew = !(await ports.identity.hasAccounts())
  const word = cookieValue(request.headers.cookie, setupCookie) ?? ''
  const rest = {
    isNew,
    needsSetupWord: isNew && !ports.signUps.isSetupWord(word),
    openSignUp: isNew || ports.openSignUp,
  }
  if (!account) return { workspaces: [], ...rest }
  return { account, workspaces: await ports.tenancy.workspacesOf(account.id), ...rest }
}
