import type { FastifyInstance } from 'fastify'
import { codeBody, passkeySignInBody, proofBody } from '#shared/protocol/rest-account.ts'
import { signInBody, signUpBody } from '#shared/protocol/rest.ts'
import { cookieNamed, cookieValue, sessionTokenOf } from '#server/identity/session-cookie.ts'
import { clearSessionCookie, clearShortCookie, setSessionCookie, stepCookie } from './cookies.ts'
import { personOf } from './door.ts'
import { afterFirstStep, enter, originOf, sessionAnswer, signedInPerson, whereOf } from './enter.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Signing up, in and out, and the question who is signed in. */
export function sessionRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity, isHttps } = ports

  app.get('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    // The socket extends sessions, too, but can not tell the browser: this keeps the cookie as long as the session.
    const token = sessionTokenOf(request.headers.cookie, { isHttps })
    if (token && request.caller?.kind === 'session')
      setSessionCookie(reply, { token, expiresAt: request.caller.expiresAt, isHttps })
    return sessionAnswer(ports, request.caller?.account)
  })

  app.delete('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    const token = sessionTokenOf(request.headers.cookie, { isHttps })
    if (token) await identity.signOut(token, whereOf(request))
    clearSessionCookie(reply, isHttps)
    return reply.code(204).send()
  })

  app.delete('/api/sessions', { config: { door: 'signed-in' } }, async (request, reply) => {
    await identity.signOutEverywhere(personOf(request).id, { where: whereOf(request) })
    clearSessionCookie(reply, isHttps)
    return reply.code(204).send()
  })

  app.post('/api/session/proof', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account, session } = signedInPerson(request)
    const { password } = bodyAs(proofBody, request.body)
    orRefuse(await identity.proveSession(session, { email: account.email, password, ...whereOf(request) }))
    return reply.code(204).send()
  })

  signInRoutes(app, ports)
  signUpRoute(app, ports)
}

function signInRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity, isHttps } = ports
  const { twoFactor, passkeys } = ports.signInWays

  app.post('/api/session', { config: { door: 'anyone' } }, async (request, reply) => {
    const account = orRefuse(await identity.signIn({ ...bodyAs(signInBody, request.body), ...whereOf(request) }))
    const next = await afterFirstStep(ports, { request, reply }, { account: account.id, by: 'password' })
    if (next === 'second-step') throw new HttpRefusal('second-step-needed')
    return sessionAnswer(ports, account)
  })

  app.post('/api/session/second-step', { config: { door: 'anyone' } }, async (request, reply) => {
    const { code } = bodyAs(codeBody, request.body)
    const step = cookieValue(request.headers.cookie, cookieNamed(stepCookie, isHttps)) ?? ''
    const id = orRefuse(await twoFactor.finishStep(step, { code, where: whereOf(request) }))
    clearShortCookie(reply, { name: stepCookie, isHttps })
    await enter(ports, { request, reply }, { account: id, by: 'second-step' })
    const [account] = await identity.accounts([id])
    return sessionAnswer(ports, account)
  })

  app.post('/api/session/passkey/options', { config: { door: 'anyone' } }, async (request) =>
    orRefuse(await passkeys.signInOptions(originOf(request))),
  )

  app.post('/api/session/passkey', { config: { door: 'anyone' } }, async (request, reply) => {
    const { response } = bodyAs(passkeySignInBody, request.body)
    const shown = { response, origin: originOf(request), where: whereOf(request) }
    const id = orRefuse(await passkeys.signIn(shown))
    await enter(ports, { request, reply }, { account: id, by: 'passkey' })
    const [account] = await identity.accounts([id])
    return sessionAnswer(ports, account)
  })
}

function signUpRoute(app: FastifyInstance, ports: HttpPorts): void {
  app.post('/api/accounts', { config: { door: 'anyone' } }, async (request, reply) => {
    const asked = bodyAs(signUpBody, request.body)
    const where = whereOf(request)
    const account = orRefuse(await ports.signUps.signUp({ ...asked, ...where }))
    // Without mail, or with too many of them, the address stays unproven and can be proven later.
    await ports.signInWays.mailProofs.askVerification(account.id, account.email, where)
    await enter(ports, { request, reply }, { account: account.id, by: 'sign-up' })
    reply.code(201)
    return sessionAnswer(ports, account)
  })
}
