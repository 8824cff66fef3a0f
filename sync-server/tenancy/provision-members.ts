import { type AccountId, agentPrincipal, mintId, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { type Act, noteOf } from './act.ts'
import type { MemberPlan } from './provision-plan.ts'
import type { TenancyPorts } from './tenancy.ts'

export interface NamedMember {
  readonly principal: PrincipalId
  /** undefined: an agent. */
  readonly account: AccountId | undefined
}

/** The account or agent of a plan; undefined: there is none yet. */
export async function accountNamed(
  { storage }: TenancyPorts,
  { user, kind }: MemberPlan,
): Promise<PrincipalId | undefined> {
  if (kind === 'agent') {
    const agent = await storage.control.idOf({ kind: 'agent', scope: '', slug: user })
    return agent === undefined ? undefined : agentPrincipal(agent)
  }
  const account = await storage.control.accountByEmail(user.toLowerCase())
  return account && userPrincipal(account.id)
}

/** The same, and made when there is none. An account without a password is opened by whoever can sign in as it by other means. */
export async function memberNamed(ports: TenancyPorts, member: MemberPlan, act: Act): Promise<NamedMember> {
  const { storage, random, clock } = ports
  if (member.kind === 'agent') {
    const id = await storage.control.nameId({ kind: 'agent', scope: '', slug: member.user }, mintId('agent', random))
    return { principal: agentPrincipal(id), account: undefined }
  }
  const email = member.user.toLowerCase()
  const known = await storage.control.accountByEmail(email)
  if (known) return { principal: userPrincipal(known.id), account: known.id }
  const id = mintId<AccountId>('account', random)
  const record = { id, email, name: member.name, password: '', createdAt: clock.now() }
  const note = noteOf(clock, act, { action: 'account.created', object: userPrincipal(id), body: { email } })
  await storage.control.insertAccount(record, { asFirst: false, note })
  return { principal: userPrincipal(id), account: id }
}
