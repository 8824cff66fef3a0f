import { agentPrincipal, type OrganisationId, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { OrganisationMember, OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { type Act, noteOf } from './act.ts'
import { accountOf, namesOf } from './names.ts'
import { isAllowedDomain, readSettings } from './organisation-settings.ts'
import { openSecondFactors } from './second-factors.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Who belongs to an organisation. Whether the caller may is asked before, at the door. */
export interface Members {
  /** By name. */
  list(organisation: OrganisationId): Promise<readonly Person[]>
  /** With teams and sign-ins, which take some looking up. */
  describe(organisation: OrganisationId, people: readonly Person[]): Promise<readonly OrganisationMember[]>
  one(organisation: OrganisationId, principal: PrincipalId): Promise<OrganisationMember | undefined>
  /** Behind an account's id, an agent's id or name, or an address. undefined: nobody of that organisation. */
  find(organisation: OrganisationId, words: string): Promise<PrincipalId | undefined>
  /** Somebody who has an account. Who is in it already keeps a higher role. */
  admit(organisation: OrganisationId, asked: Admission, act: Act): Promise<Outcome<'domain-not-allowed', void>>
  change(organisation: OrganisationId, asked: MemberChange, act: Act): Promise<Outcome<MemberRefusal, void>>
  /** Everything that they have in it. Workspaces that only they owned go to `heir`. */
  remove(organisation: OrganisationId, asked: Removal, act: Act): Promise<Outcome<MemberRefusal, void>>
  transfer(organisation: OrganisationId, asked: Transfer, act: Act): Promise<Outcome<'not-found', void>>
}

export type Person = Pick<OrganisationMember, 'principal' | 'name' | 'email' | 'role' | 'suspended'>

export type MemberRefusal = 'not-found' | 'last-admin' | 'domain-not-allowed' | 'not-for-agents'

export interface Admission {
  readonly principal: PrincipalId
  readonly email: string
  readonly role: OrganisationRole
}

export interface MemberChange {
  readonly principal: PrincipalId
  readonly role?: OrganisationRole | undefined
  readonly suspended?: boolean | undefined
}

export interface Removal {
  readonly principal: PrincipalId
  readonly heir?: PrincipalId | undefined
}

export interface Transfer {
  readonly from: PrincipalId
  readonly to: PrincipalId
  readonly admin: boolean
}

const rank = { admin: 2, member: 1, guest: 0 } as const satisfies Record<OrganisationRole, number>

export function openMembers(ports: TenancyPorts): Members {
  const { storage, clock, access } = ports
  return {
    list: async (organisation) => peopleOf(ports, await storage.organisation(organisation)),
    describe: async (organisation, people) => describe(ports, await storage.organisation(organisation), people),
    one: async (organisation, principal) => {
      const store = await storage.organisation(organisation)
      const person = (await peopleOf(ports, store)).find((each) => each.principal === principal)
      return person && (await describe(ports, store, [person]))[0]
    },
    find: (organisation, words) => find(ports, organisation, words),
    admit: (organisation, asked, act) => admit(ports, { organisation, ...asked }, act),
    change: (organisation, asked, act) => change(ports, { organisation, ...asked }, act),
    remove: (organisation, asked, act) => remove(ports, { organisation, ...asked }, act),
    transfer: async (organisation, { from, to, admin }, act) => {
      const store = await storage.organisation(organisation)
      const note = noteOf(clock, act, { action: 'ownership.transferred', object: to, body: { from, admin } })
      if ((await store.transferOwnership({ from, to, isAdmin: admin }, note)) !== 'done') return refused('not-found')
      await access.announce({ organisation })
      return done()
    },
  }
}

type In<Asked> = Asked & { readonly organisation: OrganisationId }

async function peopleOf(ports: TenancyPorts, store: OrganisationStore): Promise<readonly Person[]> {
  const roles = await store.organisationRoles()
  const names = await namesOf({ ...ports, control: ports.storage.control }, roles.keys())
  const suspensions = await store.suspensions()
  return [...roles]
    .map(([principal, role]): Person => {
      const { name, email } = names.get(principal) ?? { name: '', email: '' }
      return { principal, name, email, role, suspended: suspensions.has(principal) }
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.principal.localeCompare(b.principal, 'en'))
}

async function describe(ports: TenancyPorts, store: OrganisationStore, people: readonly Person[]) {
  const teams = await teamsByMember(store)
  return Promise.all(
    people.map(
      async (person): Promise<OrganisationMember> => ({
        ...person,
        teams: teams.get(person.principal) ?? [],
        ...(await signInsOf(ports, person.principal)),
      }),
    ),
  )
}

const dayMs = 24 * 60 * 60_000

async function signInsOf({ identity }: TenancyPorts, principal: PrincipalId) {
  const account = accountOf(principal)
  if (!account) return { twoFactor: false, lastSeenAt: undefined }
  const [latest] = await identity.sessionsOf(account)
  // To the day: when somebody works is not the organisation's business to the minute.
  const lastSeenAt = latest && latest.lastSeenAt - (latest.lastSeenAt % dayMs)
  return { twoFactor: await identity.hasTwoFactor(account), lastSeenAt }
}

async function teamsByMember(store: OrganisationStore): Promise<ReadonlyMap<PrincipalId, readonly string[]>> {
  const found = new Map<PrincipalId, string[]>()
  for (const { id, name } of await store.teams()) {
    for (const principal of (await store.teamMembers(id)).keys())
      found.set(principal, [...(found.get(principal) ?? []), name])
  }
  return found
}

async function find(ports: TenancyPorts, organisation: OrganisationId, words: string) {
  const { control } = ports.storage
  const roles = await (await ports.storage.organisation(organisation)).organisationRoles()
  const named = await control.idOf({ kind: 'agent', scope: '', slug: words })
  const account = words.includes('@') ? (await control.accountByEmail(words.toLowerCase()))?.id : undefined
  const candidates = [
    words,
    `user:${words}`,
    agentPrincipal(words),
    ...(named ? [agentPrincipal(named)] : []),
    ...(account ? [userPrincipal(account)] : []),
  ]
  return candidates.find((each) => roles.has(each as PrincipalId)) as PrincipalId | undefined
}

async function admit(ports: TenancyPorts, { organisation, principal, email, role }: In<Admission>, act: Act) {
  const { storage, clock, access } = ports
  const store = await storage.organisation(organisation)
  if (role !== 'guest' && !(await mayBelong(store, email))) return refused('domain-not-allowed')
  const before = (await store.organisationRoles()).get(principal)
  if (before && rank[before] >= rank[role]) return done()
  const account = accountOf(principal)
  if (account) await storage.control.linkAccount(account, organisation)
  await store.setOrganisationRole(
    { subject: principal, role },
    noteOf(clock, act, { action: 'member.added', object: principal, body: { role } }),
  )
  await access.announce({ organisation, subject: principal })
  await openSecondFactors(ports).review(organisation, act, principal)
  return done()
}

async function mayBelong(store: OrganisationStore, email: string): Promise<boolean> {
  return isAllowedDomain(readSettings((await store.profile())?.settings), email)
}

async function change(ports: TenancyPorts, asked: In<MemberChange>, act: Act): Promise<Outcome<MemberRefusal, void>> {
  const { organisation, principal, role, suspended } = asked
  const { storage, clock, access } = ports
  const store = await storage.organisation(organisation)
  const before = (await store.organisationRoles()).get(principal)
  if (!before) return refused('not-found')
  if (role && role !== before) {
    if (role !== 'member' && principal.startsWith('agent:')) return refused('not-for-agents')
    const note = noteOf(clock, act, { action: 'member.role-changed', object: principal, body: { before, role } })
    if ((await store.setOrganisationRole({ subject: principal, role }, note)) !== 'done') return refused('last-admin')
  }
  if (suspended === true) {
    const note = noteOf(clock, act, { action: 'member.suspended', object: principal })
    const suspension = { subject: principal, by: act.by, timeMs: clock.now() }
    if ((await store.suspend(suspension, note)) !== 'done') return refused('last-admin')
  }
  if (suspended === false)
    await store.reactivate(principal, noteOf(clock, act, { action: 'member.reactivated', object: principal }))
  await access.announce({ organisation, subject: principal })
  return done()
}

async function remove(ports: TenancyPorts, { organisation, principal, heir }: In<Removal>, act: Act) {
  const { storage, clock, access } = ports
  const store = await storage.organisation(organisation)
  const note = noteOf(clock, act, { action: 'member.removed', object: principal })
  const removed = await store.removeMember({ subject: principal, heir }, note)
  if (removed !== 'done') return refused(removed === 'last-admin' ? 'last-admin' : 'not-found')
  for (const subject of heir ? [principal, heir] : [principal]) await access.announce({ organisation, subject })
  const account = accountOf(principal)
  if (account) await storage.control.unlinkAccount(account, organisation)
  return done()
}
