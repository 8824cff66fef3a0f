import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type AccountId, type OrganisationId, userPrincipal } from '#shared/kit/ids.ts'
import type { FactorReset } from '#shared/protocol/rest-admin.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { organisationOf, principalOf } from './door.ts'
import { provenPerson, whereOf } from './enter.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal, orRefuse } from './problems.ts'

/**
 * For who has lost the app and the recovery codes. Whoever runs the server may do it for anybody; an administrator only where the account is
 * good for nothing but their own organisation, or they would open, for whoever knows its password, what others have asked to be kept shut.
 */
export function factorResetRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const byAdministrator = { config: { door: 'organisation:administer' } } as const
  app.delete('/api/orgs/:org/members/:user/two-factor', byAdministrator, (request) => resetOfMember(ports, request))
  app.delete('/api/accounts/:account/two-factor', { config: { door: 'operator' } }, (request) =>
    resetByOperator(ports, request),
  )
}

async function resetOfMember(ports: HttpPorts, request: FastifyRequest): Promise<FactorReset> {
  const { members, organisations, storage, clock } = ports
  const administrator = await provenPerson(ports, request)
  const organisation = await organisationOf(request)
  const principal = await members.find(organisation, (request.params as { user: string }).user)
  if (!principal?.startsWith('user:')) throw new HttpRefusal('not-found')
  const account = principal.slice('user:'.length) as AccountId
  if (account === administrator.id) throw new HttpRefusal('own-factor')
  if (!(await isTheirsAlone(ports, organisation, account))) throw new HttpRefusal('operator-only')
  if (!(await ports.signInWays.twoFactor.isOn(account))) throw new HttpRefusal('no-two-factor')
  // Before it is done: what can not be noted is not done.
  const note = noteOf(clock, actOf(request), { action: 'member.factor-reset', object: principal })
  await (await storage.organisation(organisation)).audit.insertNote(note)
  const name = await organisations.nameOf(organisation)
  return reset(ports, request, { account, who: `${administrator.name}, who administers ${name},` })
}

async function resetByOperator(ports: HttpPorts, request: FastifyRequest): Promise<FactorReset> {
  const { control } = ports.storage
  const { account: words } = request.params as { account: string }
  const found = words.includes('@') ? await control.accountByEmail(words.toLowerCase()) : undefined
  const [record] = found ? [found] : await control.accountsById([words as AccountId])
  if (!record) throw new HttpRefusal('not-found')
  return reset(ports, request, { account: record.id, who: 'Whoever runs this server' })
}

/** Of no other organisation, as a guest neither, and not the owner of the server, who may do things that no organisation has to do with. */
async function isTheirsAlone({ storage }: HttpPorts, organisation: OrganisationId, account: AccountId) {
  const { control } = storage
  const all = await control.organisationsOfAccount(account)
  const isOwner = (await control.firstAccount())?.id === account
  return !isOwner && all.every((each) => each === organisation)
}

async function reset(
  { signInWays, secondFactors, storage }: HttpPorts,
  request: FastifyRequest,
  { account, who }: { account: AccountId; who: string },
): Promise<FactorReset> {
  const { twoFactor, mailProofs } = signInWays
  orRefuse(await twoFactor.reset(account, { by: principalOf(request), where: whereOf(request) }))
  for (const each of await storage.control.organisationsOfAccount(account))
    await secondFactors.review(each, actOf(request), userPrincipal(account))
  mailProofs.tell(account, {
    subject: 'Two-factor sign-in of your Nexus account was reset',
    paragraphs: [
      `${who} took two-factor sign-in off your account, as somebody does for who has lost the app and the recovery codes. Every device has been signed out.`,
      'Sign in with your password and turn it on again in Settings, Security. If you did not ask for this, talk to them at once.',
    ],
  })
  return { wasTold: mailProofs.isPossible }
}
