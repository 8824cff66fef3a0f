import { mintId, type OrganisationId, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { OrganisationDetail, OrganisationRole, OrganisationSummary } from '#shared/protocol/rest-admin.ts'
import { operator } from '#server/access/operator-access.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { type Act, noteOf } from './act.ts'
import { type AgentHomes, openAgentHomes } from './agent-homes.ts'
import { accountOf, namesOf } from './names.ts'
import { patchSettings, readSettings, type SettingsPatch, settingsOf } from './organisation-settings.ts'
import { openSecondFactors } from './second-factors.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Organisations as such. Whether the caller may is asked before, at the door. */
export interface Organisations {
  /** Those a principal belongs to and is let into; all of them for whoever runs the server. One that is suspended is told of all the same. */
  of(principal: PrincipalId): Promise<readonly OrganisationSummary[]>
  create(asked: { name: string; account: Account }, act: Act): Promise<OrganisationSummary>
  detail(id: OrganisationId, role: OrganisationRole): Promise<OrganisationDetail>
  nameOf(id: OrganisationId): Promise<string>
  /** Those that keep somebody out only because they have no second factor. */
  waitingFor(principal: PrincipalId): Promise<readonly Pick<OrganisationSummary, 'id' | 'name'>[]>
  change(id: OrganisationId, patch: OrganisationPatch, act: Act): Promise<Outcome<'factor-needed-first', void>>
  /** Nobody comes in while it is; nothing of it is lost. For whoever runs the server. false: there is none. */
  setSuspended(id: OrganisationId, isSuspended: boolean, act: Act): Promise<boolean>
}

export interface OrganisationPatch {
  readonly name?: string | undefined
  readonly settings?: SettingsPatch | undefined
}

export function openOrganisations(ports: TenancyPorts): Organisations {
  const { storage, access, clock } = ports
  const agents = openAgentHomes(ports)
  return {
    of: (principal) => organisationsOf({ ...ports, agents }, principal),
    create: (asked, act) => create(ports, asked, act),
    detail: (id, role) => detail(ports, id, role),
    nameOf: async (id) => nameOfOrganisation(ports, id, await storage.organisation(id)),
    waitingFor: (principal) => waitingFor({ ...ports, agents }, principal),
    change: (id, patch, act) => change(ports, { id, patch }, act),
    setSuspended: async (id, isSuspended, act) => {
      // Only of organisations that are there: opening one makes its file.
      if (!(await storage.control.hasOrganisation(id))) return false
      const store = await storage.organisation(id)
      const object = `organization:${id}`
      if (isSuspended) {
        const note = noteOf(clock, act, { action: 'organisation.suspended', object })
        await store.suspend({ subject: object, by: act.by, timeMs: clock.now() }, note)
      } else await store.reactivate(object, noteOf(clock, act, { action: 'organisation.reactivated', object }))
      await access.announce({ organisation: id })
      return true
    },
  }
}

type FindingPorts = TenancyPorts & { readonly agents: AgentHomes }

async function organisationsOf(ports: FindingPorts, principal: PrincipalId): Promise<readonly OrganisationSummary[]> {
  const { storage } = ports
  const found: OrganisationSummary[] = []
  for (const id of await organisationIdsOf(ports, principal)) {
    const store = await storage.organisation(id)
    const role = principal === operator ? 'admin' : (await store.organisationRoles()).get(principal)
    const suspensions = await store.suspensions()
    if (!role || suspensions.has(principal)) continue
    const summed = await summary(ports, { id, store, role, suspended: suspensions.has(`organization:${id}`) })
    const needsTwoFactor = (await store.waitingForFactor()).has(principal)
    found.push({ ...summed, ...(needsTwoFactor && { needsTwoFactor }) })
  }
  return found
}

async function waitingFor(ports: FindingPorts, principal: PrincipalId) {
  const found: Pick<OrganisationSummary, 'id' | 'name'>[] = []
  for (const id of await organisationIdsOf(ports, principal)) {
    const store = await ports.storage.organisation(id)
    if (!(await store.waitingForFactor()).has(principal)) continue
    // Who is suspended besides would not be let in by it, and whose organisation is would neither.
    const suspensions = await store.suspensions()
    if (suspensions.has(principal) || suspensions.has(`organization:${id}`)) continue
    found.push({ id, name: await nameOfOrganisation(ports, id, store) })
  }
  return found
}

async function organisationIdsOf({ storage, agents }: FindingPorts, principal: PrincipalId) {
  const [kind, id = ''] = principal.split(':')
  if (kind === 'user') return storage.control.organisationsOfAccount(id as Account['id'])
  // What is neither person nor agent has no links: it is looked for everywhere.
  return kind === 'agent' ? agents.of(principal) : storage.control.organisations()
}

interface Summed {
  readonly id: OrganisationId
  readonly store: OrganisationStore
  readonly role: OrganisationRole
  readonly suspended: boolean
}

async function summary(ports: TenancyPorts, { id, store, role, suspended }: Summed): Promise<OrganisationSummary> {
  const slug = (await ports.storage.control.nameOf(id))?.slug
  return { id, ...(slug !== undefined && { slug }), name: await nameOfOrganisation(ports, id, store), role, suspended }
}

/** As somebody called it; one that nobody did is called after who runs it. */
export async function nameOfOrganisation(
  ports: TenancyPorts,
  id: OrganisationId,
  store: OrganisationStore,
): Promise<string> {
  const profile = await store.profile()
  if (profile) return profile.name
  const description = await ports.storage.control.organisationDescription(id)
  const described = description === undefined ? undefined : (JSON.parse(description) as { name?: string }).name
  if (described) return described
  const admins = [...(await store.organisationRoles())].filter(([, role]) => role === 'admin').map(([who]) => who)
  const names = await namesOf({ ...ports, control: ports.storage.control }, admins)
  return names.values().next().value?.name ?? ''
}

async function create(ports: TenancyPorts, asked: { name: string; account: Account }, act: Act) {
  const { storage, access, clock, random } = ports
  const id = mintId<OrganisationId>('org', random)
  // In this order: an organisation that nobody is linked to would be found by nobody.
  await storage.control.linkAccount(asked.account.id, id)
  const store = await storage.organisation(id)
  const object = `organization:${id}`
  const profile = { name: asked.name, settings: '{}', createdAt: clock.now() }
  await store.beginProfile(
    profile,
    noteOf(clock, act, { action: 'organisation.created', object, body: { name: asked.name } }),
  )
  const subject = userPrincipal(asked.account.id)
  await store.setOrganisationRole(
    { subject, role: 'admin' },
    noteOf(clock, act, { action: 'member.added', object: subject, body: { role: 'admin' } }),
  )
  await access.announce({ organisation: id, subject })
  return summary(ports, { id, store, role: 'admin', suspended: false })
}

async function detail(ports: TenancyPorts, id: OrganisationId, role: OrganisationRole): Promise<OrganisationDetail> {
  const store = await ports.storage.organisation(id)
  const profile = await store.profile()
  return {
    ...(await summary(ports, { id, store, role, suspended: false })),
    settings: settingsOf(readSettings(profile?.settings), await store.log.historyDays()),
    members: (await store.organisationRoles()).size,
    createdAt: profile?.createdAt ?? (await store.workspaces())[0]?.createdAt ?? 0,
  }
}

async function change(
  ports: TenancyPorts,
  { id, patch }: { id: OrganisationId; patch: OrganisationPatch },
  act: Act,
): Promise<Outcome<'factor-needed-first', void>> {
  const { storage, clock, identity } = ports
  const account = accountOf(act.by)
  // Whoever asks it of others would be the first to be kept out.
  if (patch.settings?.signIn?.requireTwoFactor && account && !(await identity.hasTwoFactor(account)))
    return refused('factor-needed-first')
  const store = await storage.organisation(id)
  const before = await store.profile()
  const stored = readSettings(before?.settings)
  const settings = patch.settings ? patchSettings(stored, patch.settings) : stored
  const profile = {
    name: patch.name ?? (await nameOfOrganisation(ports, id, store)),
    settings: JSON.stringify(settings),
    createdAt: before?.createdAt ?? clock.now(),
  }
  const body = { ...patch }
  await store.changeProfile(
    profile,
    noteOf(clock, act, { action: 'organisation.changed', object: `organization:${id}`, body }),
  )
  const historyDays = patch.settings?.retention?.history
  if (historyDays !== undefined) await store.log.setHistoryDays(historyDays)
  if (patch.settings?.signIn) await openSecondFactors(ports).review(id, act)
  return done()
}
