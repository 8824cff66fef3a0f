import type { FastifyInstance } from 'fastify'
import { codeBody, passkeyBody, renamePasskeyBody } from '#shared/protocol/rest-account.ts'
import { enter, originOf, provenPerson, signedInPerson, whereOf } from './enter.ts'
import { factorResetRoutes } from './factor-reset-routes.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'
import { refuseLastWayIn } from './last-way-in.ts'

/** Two-factor sign-in and passkeys of one's own account. */
export function factorRoutes(app: FastifyInstance, ports: HttpPorts): void {
  twoFactorRoutes(app, ports)
  passkeyRoutes(app, ports)
  factorResetRoutes(app, ports)
}

function twoFactorRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { twoFactor, mailProofs } = ports.signInWays
  const path = '/api/account/two-factor'

  app.post(path, { config: { door: 'signed-in' } }, async (request) =>
    orRefuse(await twoFactor.begin(await provenPerson(ports, request))),
  )

  app.post(`${path}/confirm`, { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account } = signedInPerson(request)
    const { code } = bodyAs(codeBody, request.body)
    const recoveryCodes = orRefuse(await twoFactor.confirm(account.id, { code, where: whereOf(request) }))
    await enter(ports, { request, reply }, { account: account.id, by: 'renewal' })
    mailProofs.tell(account.id, {
      subject: 'Two-factor sign-in is on',
      paragraphs: ['From now on your Nexus account asks for a code of your authenticator app besides the password.'],
    })
    return { recoveryCodes }
  })

  app.post(`${path}/recovery-codes`, { config: { door: 'signed-in' } }, async (request) => {
    const { account } = signedInPerson(request)
    const { code } = bodyAs(codeBody, request.body)
    return {
      recoveryCodes: orRefuse(await twoFactor.renewRecoveryCodes(account.id, { code, where: whereOf(request) })),
    }
  })

  app.delete(path, { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account } = signedInPerson(request)
    const { code } = bodyAs(codeBody, request.body)
    orRefuse(await twoFactor.turnOff(account.id, { code, where: whereOf(request) }))
    mailProofs.tell(account.id, {
      subject: 'Two-factor sign-in is off',
      paragraphs: ['Your Nexus account no longer asks for a code of an authenticator app.'],
    })
    return reply.code(204).send()
  })
}

function passkeyRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const { passkeys, mailProofs } = ports.signInWays
  const path = '/api/account/passkeys'
  const one = `${path}/:passkey`

  app.post(`${path}/options`, { config: { door: 'signed-in' } }, async (request) =>
    orRefuse(await passkeys.registrationOptions(await provenPerson(ports, request), originOf(request))),
  )

  app.post(path, { config: { door: 'signed-in' } }, async (request, reply) => {
    const account = await provenPerson(ports, request)
    const asked = bodyAs(passkeyBody, request.body)
    const shown = { ...asked, origin: originOf(request), where: whereOf(request) }
    orRefuse(await passkeys.register(account.id, shown))
    mailProofs.tell(account.id, {
      subject: 'A passkey was added to your Nexus account',
      paragraphs: [`The passkey "${asked.name}" signs in to your account from now on.`],
    })
    return reply.code(204).send()
  })

  app.patch(one, { config: { door: 'signed-in' } }, async (request, reply) => {
    const { account } = signedInPerson(request)
    const { passkey: id } = request.params as { passkey: string }
    const { name } = bodyAs(renamePasskeyBody, request.body)
    if (!(await passkeys.rename(account.id, { id, name }, whereOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })

  app.delete(one, { config: { door: 'signed-in' } }, async (request, reply) => {
    const account = await provenPerson(ports, request)
    const { passkey: id } = request.params as { passkey: string }
    await refuseLastWayIn(ports, account.id, { passkey: id })
    if (!(await passkeys.remove(account.id, id, whereOf(request)))) throw new HttpRefusal('not-found')
    return reply.code(204).send()
  })
}
