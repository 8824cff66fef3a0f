import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccountId, userPrincipal } from '#shared/kit/ids.ts'
import type { Account, SessionAnswer } from '#shared/protocol/rest.ts'
import { deviceName } from '#server/identity/device-name.ts'
import type { SignInWay } from '#server/identity/identity.ts'
import { sessionTokenOf } from '#server/identity/session-cookie.ts'
import { stepLifeMs } from '#server/identity/two-factor.ts'
import type { Where } from '#server/identity/where.ts'
import { setSessionCookie, setShortCookie, stepCookie } from './cookies.ts'
import { callerOf, personOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal } from './problems.ts'

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** After a first step: signed in, unless the account asks for a second one. */
export async function afterFirstStep(
  ports: HttpPorts,
  exchange: Exchange,
  entered: { account: AccountId; by: SignInWay },
): Promise<'entered' | 'second-step'> {
  const { twoFactor } = ports.signInWays
  if (!(await twoFactor.isOn(entered.account))) {
    await enter(ports, exchange, entered)
    return 'entered'
  }
  const { isHttps } = ports
  const value = twoFactor.startStep(entered.account)
  setShortCookie(exchange.reply, { name: stepCookie, value, lifeMs: stepLifeMs, isHttps })
  return 'second-step'
}

/** A new session in place of the one that this browser had: what was known of it before a sign-in opens nothing afterwards. */
export async function enter(
  { identity, secondFactors, isHttps }: HttpPorts,
  { request, reply }: Exchange,
  { account, by }: { account: AccountId; by: SignInWay },
): Promise<void> {
  const before = sessionTokenOf(request.headers.cookie, { isHttps })
  const where = whereOf(request)
  if (before) await identity.signOut(before, where)
  setSessionCookie(reply, { ...(await identity.openSession(account, { where, by })), isHttps })
  // What was changed by a link in a mail had nobody signed in.
  await secondFactors.changed(account)
}

export async function sessionAnswer(ports: HttpPorts, account: Account | undefined): Promise<SessionAnswer> {
  const { identity, signUps, signInWays, tenancy, organisations } = ports
  const isNew = !(await identity.hasAccounts())
  const needsSetupWord = isNew && signUps.needsSetupWord
  const ways = { providers: signInWays.providers.offered, mail: signInWays.mailProofs.isPossible }
  const rest = { isNew, needsSetupWord, openSignUp: isNew || ports.openSignUp, ways }
  if (!account) return { workspaces: [], ...rest }
  const waiting = await organisations.waitingFor(userPrincipal(account.id))
  const workspaces = await tenancy.workspacesOf(account.id)
  return { account, workspaces, ...rest, ...(waiting.length > 0 && { waiting }) }
}

export function whereOf({ ip, headers }: FastifyRequest): Where {
  return { address: ip, device: deviceName(headers['user-agent']) }
}

/** Of the page that asks, as its browser says. */
export function originOf({ headers }: FastifyRequest): string | undefined {
  return headers.origin
}

/** What concerns an account itself is its person's, signed in: no key, no token of another system. */
export function signedInPerson(request: FastifyRequest): { readonly account: Account; readonly session: string } {
  const { kind, id } = callerOf(request)
  if (kind !== 'session') throw new HttpRefusal('not-allowed', { detail: 'Sign in in the app to do that.' })
  return { account: personOf(request), session: id }
}

const proofLifeMs = 10 * 60_000

/** The same for what a session that was left open should not be enough for. */
export async function provenPerson({ identity, clock }: HttpPorts, request: FastifyRequest): Promise<Account> {
  const { account, session } = signedInPerson(request)
  const signedIn = await identity.sessionNamed(session)
  if (!signedIn || clock.now() - signedIn.provenAt > proofLifeMs) throw new HttpRefusal('proof-needed')
  return account
}
