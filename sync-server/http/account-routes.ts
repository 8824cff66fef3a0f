import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Account } from '#shared/protocol/rest.ts'
import {
  askResetBody,
  changeEmailBody,
  changePasswordBody,
  resetBody,
  verifyEmailBody,
} from '#shared/protocol/rest-account.ts'
import type { AccountSecurity, SignedInDevice } from '#shared/protocol/rest-account.ts'
import { callerOf, personOf } from './door.ts'
import { enter, provenPerson, signedInPerson, whereOf } from './enter.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

/** One's own account: how it is kept, where it is signed in, its password and its address. */
export function accountRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity } = ports

  app.get('/api/account/security', { config: { door: 'signed-in' } }, (request) =>
    securityOf(ports, signedInPerson(request).account),
  )

  app.get('/api/account/sessions', { config: { door: 'signed-in' } }, async (request) => {
    const { account, session: own } = signedInPerson(request)
    const open = await identity.sessionsOf(account.id)
    return open.map(({ session: id, createdAt, lastSeenAt, device, address }): SignedInDevice => {
      return { id, isThis: id === own, createdAt, lastSeenAt, device, address }
    })
  })

  app.delete('/api/account/sessions', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account, session } = signedInPerson(request)
    await identity.signOutEverywhere(account.id, { where: whereOf(request), except: session })
    return reply.code(204).send()
  })

  app.delete('/api/account/sessions/:session', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account } = signedInPerson(request)
    const { session } = request.params as { session: string }
    if (!(await identity.endSession(account.id, session, whereOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  passwordRoutes(app, ports)
  addressRoutes(app, ports)
}

function passwordRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { identity } = ports
  const { mailProofs } = ports.signInWays

  app.put('/api/account/password', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { password, current } = bodyAs(changePasswordBody, request.body)
    if (current === undefined) {
      await setFirstPassword(ports, request, password)
      return reply.code(204).send()
    }
    const { account, session } = signedInPerson(request)
    const asked = { email: account.email, password: current, ...whereOf(request) }
    orRefuse(await identity.changePassword({ ...asked, account: account.id, next: password, keep: session }))
    await enter(ports, { request, reply }, { account: account.id, by: 'renewal' })
    mailProofs.tell(account.id, {
      subject: 'Your Nexus password was changed',
      paragraphs: ['The password of your account was changed, and your other devices were signed out.'],
    })
    return reply.code(204).send()
  })

  app.post('/api/password-resets', { config: { door: 'anyone' } }, async (request, reply) => {
    const { email } = bodyAs(askResetBody, request.body)
    orRefuse(mailProofs.askReset(email, whereOf(request)))
    return reply.code(202).send({})
  })

  app.post('/api/password-resets/confirm', { config: { door: 'anyone' } }, async (request, reply) => {
    const { token, password } = bodyAs(resetBody, request.body)
    orRefuse(await mailProofs.reset(token, password, whereOf(request)))
    return reply.code(204).send()
  })
}

/** Somebody who came by a token of the operator's may; a browser shows first that it is still its person. */
async function setFirstPassword(ports: HttpPorts, request: FastifyRequest, password: string): Promise<void> {
  const { kind } = callerOf(request)
  if (kind === 'key') throw new HttpRefusal('not-allowed', { detail: 'An API key can not do that: sign in.' })
  const account = personOf(request)
  const [record] = await ports.storage.control.accountsById([account.id])
  if (record?.password !== '') throw new HttpRefusal('has-password')
  if (kind === 'session') await provenPerson(ports, request)
  orRefuse(await ports.identity.setFirstPassword(account.id, password, whereOf(request)))
}

function addressRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { mailProofs } = ports.signInWays

  app.post('/api/account/email', { config: { door: 'signed-in' } }, async (request, reply) => {
    const { email } = bodyAs(changeEmailBody, request.body)
    const isOther = email !== undefined && email !== signedInPerson(request).account.email
    const account = isOther ? await provenPerson(ports, request) : signedInPerson(request).account
    orRefuse(await mailProofs.askVerification(account.id, email ?? account.email, whereOf(request)))
    if (isOther) {
      mailProofs.tell(account.id, {
        subject: 'Another address for your Nexus account',
        paragraphs: [
          `Your account is to have the address ${email}, as soon as somebody has opened the link that was sent there.`,
        ],
      })
    }
    return reply.code(202).send({})
  })

  app.post('/api/email-verifications', { config: { door: 'anyone' } }, async (request, reply) => {
    const { token } = bodyAs(verifyEmailBody, request.body)
    orRefuse(await mailProofs.verify(token, whereOf(request)))
    return reply.code(204).send()
  })
}

async function securityOf({ storage, signInWays }: HttpPorts, account: Account): Promise<AccountSecurity> {
  const { twoFactor, passkeys, providers } = signInWays
  const [record] = await storage.control.accountsById([account.id])
  const linked = await providers.linkedTo(account.id)
  return {
    email: account.email,
    emailVerified: record?.emailVerifiedAt !== undefined,
    hasPassword: record?.password !== '',
    twoFactor: await twoFactor.isOn(account.id),
    recoveryCodesLeft: await twoFactor.recoveryCodesLeft(account.id),
    passkeys: (await passkeys.of(account.id)).map(({ id, name, createdAt, lastUsedAt }) => {
      return { id, name, createdAt, lastUsedAt }
    }),
    providers: providers.offered.map(({ name, label }) => ({ name, label, isLinked: linked.includes(name) })),
  }
}
