import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { type ProviderStart, startProviderBody } from '#shared/protocol/rest-account.ts'
import { type FinishedFlow, flowLifeMs, ownPath } from '#server/identity/providers.ts'
import { cookieNamed, cookieValue } from '#server/identity/session-cookie.ts'
import { clearShortCookie, flowCookie, setShortCookie } from './cookies.ts'
import { afterFirstStep, originOf, provenPerson, signedInPerson, whereOf } from './enter.ts'
import type { HttpPorts } from './http-server.ts'
import { refuseLastWayIn } from './last-way-in.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** Signing in by a provider, and linking one to an account. The page asks where to go, goes, and comes back to the callback. */
export function oidcRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { providers } = ports.signInWays

  const start = async (request: FastifyRequest, reply: FastifyReply, account?: AccountId): Promise<ProviderStart> => {
    const { provider } = request.params as { provider: string }
    const { to, invitation } = bodyAs(startProviderBody, request.body)
    const asked = { to, invitation, origin: originOf(request), ...(account !== undefined && { account }) }
    const started = await providers.start(provider, asked)
    if (!started.ok && started.reason === 'no-provider') throw new HttpRefusal('not-found')
    const { url, flow } = orRefuse(started)
    setShortCookie(reply, { name: flowCookie, value: flow, lifeMs: flowLifeMs, isHttps: ports.isHttps })
    return { url }
  }

  app.post('/api/session/providers/:provider', { config: { door: 'anyone' } }, (request, reply) =>
    start(request, reply),
  )

  app.post('/api/account/providers/:provider', { config: { door: 'signed-in' } }, async (request, reply) =>
    start(request, reply, (await provenPerson(ports, request)).id),
  )

  app.delete('/api/account/providers/:provider', { config: { door: 'signed-in' } }, async (request, reply) => {
    const account = await provenPerson(ports, request)
    const { provider } = request.params as { provider: string }
    await refuseLastWayIn(ports, account.id, { provider })
    if (!(await providers.unlink(account.id, provider, whereOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  app.get('/api/session/providers/callback', { config: { door: 'anyone' } }, async (request, reply) => {
    const { isHttps } = ports
    const flow = cookieValue(request.headers.cookie, cookieNamed(flowCookie, isHttps)) ?? ''
    clearShortCookie(reply, { name: flowCookie, isHttps })
    const finished = await providers.finish(flow, request.url.split('?')[1] ?? '')
    if (!finished.ok) return reply.redirect(problemPath('/sign-in', finished.reason), 303)
    const { to } = finished.value
    if (finished.value.account !== undefined) {
      const linked = await link(ports, request, finished.value)
      return reply.redirect(linked.ok ? to : problemPath(to, linked.reason), 303)
    }
    const account = await accountFor(ports, request, finished.value)
    if (!account.ok) return reply.redirect(problemPath('/sign-in', account.reason), 303)
    const next = await afterFirstStep(ports, { request, reply }, { account: account.value, by: 'provider' })
    return reply.redirect(next === 'entered' ? to : `/sign-in?step=code&to=${encodeURIComponent(to)}`, 303)
  })
}

/** Only for who is still signed in as the one who asked. */
async function link(
  { signInWays }: HttpPorts,
  request: FastifyRequest,
  { person, account }: FinishedFlow,
): Promise<Outcome<'flow-gone' | 'link-taken', void>> {
  if (request.caller?.kind !== 'session' || signedInPerson(request).account.id !== account) return refused('flow-gone')
  return signInWays.providers.link(account, person, whereOf(request))
}

/**
 * Whose sign-in it is: of the account that it is linked to, else of a new one. Never of an account that happens to have the address:
 * whoever holds that has to sign in to it and link the two.
 */
async function accountFor(
  { signInWays, signUps, storage }: HttpPorts,
  request: FastifyRequest,
  { person, invitation }: FinishedFlow,
): Promise<Outcome<string, AccountId>> {
  const { providers } = signInWays
  const known = await providers.accountOf(person)
  if (known !== undefined) return done(known)
  const { email, name } = person
  if (email === undefined) return refused('email-unverified')
  if (await storage.control.accountByEmail(email)) return refused('link-first')
  const where = whereOf(request)
  const made = await signUps.signUp({ email, name, password: '', isVerified: true, invitation, ...where })
  if (!made.ok) return made
  const linked = await providers.link(made.value.id, person, where)
  return linked.ok ? done(made.value.id) : linked
}

function problemPath(path: string, reason: string): string {
  const url = new URL(ownPath(path), 'http://nexus.invalid')
  url.searchParams.set('problem', reason)
  return url.pathname + url.search + url.hash
}
