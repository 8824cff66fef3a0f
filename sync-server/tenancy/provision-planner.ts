import type { SubjectRef, Tuple } from '#shared/access/tuples.ts'
import { mintId, type OrganisationId, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import { operator } from '#server/access/operator-access.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { type Act, noteOf } from './act.ts'
import { bitsOf, type GrantPlace, objectOf, onWorkspaces, putBits, relationsFor } from './grants.ts'
import { openMembers } from './members.ts'
import { namesOf } from './names.ts'
import { openOrganisations } from './organisations.ts'
import type { Paths } from './paths.ts'
import { agentStep, builtinStep } from './provision-agents.ts'
import { accountNamed, memberNamed } from './provision-members.ts'
import type { GrantPlan, MemberPlan, OrganisationPlan } from './provision-plan.ts'
import { settingsSteps } from './provision-settings.ts'
import type { TenancyPorts } from './tenancy.ts'

export interface ProvisionPorts extends TenancyPorts {
  readonly paths: Paths
  readonly quotas: QuotaLimits
}

export interface QuotaLimits {
  limitsOf(organisation: OrganisationId): Promise<Readonly<Partial<Record<QuotaName, number | undefined>>>>
  setLimits(organisation: OrganisationId, limits: Readonly<Partial<Record<QuotaName, number>>>, act: Act): Promise<void>
}

/** One line of the plan, and how it comes true. What it needs of the lines before is looked up when it runs. */
export interface PlannedStep {
  /** `+` makes, `~` changes, `-` takes away. */
  readonly line: string
  run(): Promise<Outcome<string, void>>
}

export interface PlannedOrganisation {
  readonly steps: readonly PlannedStep[]
  /** What would go if what is not named should go. */
  readonly prunes: readonly PlannedStep[]
  /** What is not named and stays in any case. */
  readonly unnamed: readonly string[]
}

const act: Act = { by: operator }

/** The way from how an organisation is to how its plan wants it. Reads only; the steps write. */
export class OrganisationPlanner {
  readonly #ports: ProvisionPorts
  readonly #plan: OrganisationPlan
  readonly #steps: PlannedStep[] = []
  readonly #prunes: PlannedStep[] = []
  readonly #unnamed: string[] = []

  constructor(ports: ProvisionPorts, plan: OrganisationPlan) {
    this.#ports = ports
    this.#plan = plan
  }

  async plan(): Promise<Outcome<'no-such-path', PlannedOrganisation>> {
    const id = await this.#idNow()
    const store = id && (await this.#ports.storage.organisation(id))
    if (!id) this.#step(`+ organisation ${this.#plan.slug}`, () => this.#make())
    const { detail } = openOrganisations(this.#ports)
    const settings = id && (await detail(id, 'admin'))
    const limits = id && (await this.#ports.quotas.limitsOf(id))
    this.#steps.push(
      ...settingsSteps({ ports: this.#ports, plan: this.#plan, act, settings, limits, idOf: () => this.#id() }),
    )
    await this.#planWorkspaces(id, store)
    const { slug, builtin: configuration } = this.#plan
    const builtin = await builtinStep(this.#ports, { slug, configuration, store, idOf: () => this.#id() })
    if (builtin) this.#steps.push(builtin)
    const grants = await this.#planMembers(store)
    if (!grants.ok) return grants
    await this.#planPrunes(id, store)
    return done({ steps: this.#steps, prunes: this.#prunes, unnamed: this.#unnamed })
  }

  #step(line: string, run: () => Promise<Outcome<string, void> | void>): void {
    this.#steps.push({ line, run: async () => (await run()) ?? done() })
  }

  async #idNow(): Promise<OrganisationId | undefined> {
    const name = { kind: 'organisation', scope: '', slug: this.#plan.slug } as const
    return (await this.#ports.storage.control.idOf(name)) as OrganisationId | undefined
  }

  /** Of a step: the organisation is there by then. */
  async #id(): Promise<OrganisationId> {
    const id = await this.#idNow()
    if (!id) throw new Error(`bug: ${this.#plan.slug} was to be made first`)
    return id
  }

  async #make(): Promise<void> {
    const { storage, random } = this.#ports
    const id = mintId<OrganisationId>('org', random)
    const name = { kind: 'organisation', scope: '', slug: this.#plan.slug } as const
    await storage.organisation((await storage.control.nameId(name, id)) as OrganisationId)
  }

  async #planWorkspaces(organisation: OrganisationId | undefined, store: OrganisationStore | undefined): Promise<void> {
    const known = new Set<string>()
    for (const { slug, name } of this.#plan.workspaces) {
      const id = organisation && (await this.#workspaceNow(organisation, slug))
      const present = id && (await store?.workspace(id))
      const path = `${this.#plan.slug}/${slug}`
      if (!present) this.#step(`+ workspace ${path} "${name}"`, () => this.#makeWorkspace(slug, name))
      else if (present.name !== name)
        this.#step(`~ workspace ${path} is called "${name}" (was "${present.name}")`, () =>
          this.#renameWorkspace(present.id, name),
        )
      if (present) known.add(present.id)
    }
    for (const { id, name } of (await store?.workspaces()) ?? [])
      if (!known.has(id)) this.#unnamed.push(`workspace ${this.#plan.slug}/${await this.#slugOf(id)} "${name}"`)
  }

  async #workspaceNow(scope: OrganisationId, slug: string): Promise<WorkspaceId | undefined> {
    return (await this.#ports.storage.control.idOf({ kind: 'workspace', scope, slug })) as WorkspaceId | undefined
  }

  async #makeWorkspace(slug: string, name: string): Promise<void> {
    const { storage, random, clock, access } = this.#ports
    const organisation = await this.#id()
    const minted = mintId<WorkspaceId>('ws', random)
    const id = (await storage.control.nameId({ kind: 'workspace', scope: organisation, slug }, minted)) as WorkspaceId
    await storage.control.reserveWorkspace(id, organisation)
    const note = noteOf(clock, act, { action: 'workspace.created', object: `workspace:${id}`, body: { name } })
    await (await storage.organisation(organisation)).createWorkspace(
      { id, name, createdAt: clock.now() },
      operator,
      note,
    )
    await access.announce({ organisation, workspace: id })
  }

  async #renameWorkspace(id: WorkspaceId, name: string): Promise<void> {
    const note = noteOf(this.#ports.clock, act, {
      action: 'workspace.renamed',
      object: `workspace:${id}`,
      body: { name },
    })
    await (await this.#ports.storage.organisation(await this.#id())).renameWorkspace(id, name, note)
  }

  async #slugOf(id: string): Promise<string> {
    return (await this.#ports.storage.control.nameOf(id))?.slug ?? id
  }

  /** Administrators first, so that there is one when another one is no longer to be. */
  async #planMembers(store: OrganisationStore | undefined): Promise<Outcome<'no-such-path', void>> {
    const roles = await store?.organisationRoles()
    const byRank = this.#plan.members.toSorted((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin'))
    for (const member of byRank) {
      const { user, role } = member
      const known = await accountNamed(this.#ports, member)
      if (!known)
        this.#step(
          `+ ${member.kind === 'agent' ? 'agent' : 'account'} ${user}${member.kind === 'agent' ? '' : ' (without a password)'}`,
          () => this.#account(member),
        )
      const before = known && roles?.get(known)
      if (before !== role)
        this.#step(
          `${before ? '~' : '+'} member ${user} of ${this.#plan.slug}: ${role}${before ? ` (was ${before})` : ''}`,
          () => this.#setRole(member),
        )
      const configured = await agentStep(this.#ports, { member, known, store, idOf: () => this.#id() })
      if (configured) this.#steps.push(configured)
      for (const grant of member.grants) {
        const planned = await this.#planGrant(member, { grant, principal: known, store })
        if (!planned.ok) return planned
      }
    }
    return done()
  }

  async #account(member: MemberPlan): Promise<void> {
    await memberNamed(this.#ports, member, act)
  }

  async #setRole(member: MemberPlan): Promise<Outcome<string, void>> {
    const { storage, clock, access } = this.#ports
    const organisation = await this.#id()
    const { principal, account } = await memberNamed(this.#ports, member, act)
    if (account) await storage.control.linkAccount(account, organisation)
    const { role } = member
    const note = noteOf(clock, act, { action: 'member.role-changed', object: principal, body: { role } })
    const store = await storage.organisation(organisation)
    if ((await store.setOrganisationRole({ subject: principal, role }, note)) !== 'done') return refused('last-admin')
    await access.announce({ organisation, subject: principal })
    return done()
  }

  async #planGrant(member: MemberPlan, { grant, principal, store }: GrantNow): Promise<Outcome<'no-such-path', void>> {
    const place = await this.#ports.paths.resolve(grant.path)
    const isComing = grant.path.split('/').length <= 4
    if (!place && !isComing)
      return refused('no-such-path', `${grant.path} (a permission of ${member.user}): there is nothing by that name.`)
    const present = place && principal && store ? relationsOn(await tuplesOn(store, place), principal) : []
    const wanted = relationsFor({ ...(place ?? placeLike(grant.path)), bits: grant.bits, canShare: grant.isOwner })
    if (isSame(present, wanted)) return done()
    const what = grant.isOwner ? 'owns' : 'may'
    const was = present.length > 0 ? ` (was ${bitsOf(present)})` : ''
    this.#step(
      `${present.length > 0 ? '~' : '+'} ${member.user} ${what} ${grant.bits} ${grant.path.slice('/orgs/'.length)}${was}`,
      () => this.#grant(member, grant),
    )
    return done()
  }

  async #grant(member: MemberPlan, { path, bits, isOwner }: GrantPlan): Promise<Outcome<string, void>> {
    const { principal } = await memberNamed(this.#ports, member, act)
    const place = await this.#ports.paths.resolve(path)
    if (!place) return refused('not-found')
    return putBits(this.#ports, { ...place, subject: principal, bits, ...(isOwner && { canShare: true }) }, act)
  }

  /** Members whom the plan does not name, and what those it names have on the organisation and its workspaces beside that. */
  async #planPrunes(organisation: OrganisationId | undefined, store: OrganisationStore | undefined): Promise<void> {
    if (!organisation || !store) return
    const named = new Map<PrincipalId, MemberPlan>()
    for (const member of this.#plan.members) {
      const principal = await accountNamed(this.#ports, member)
      if (principal) named.set(principal, member)
    }
    const roles = await store.organisationRoles()
    const names = await namesOf({ ...this.#ports, control: this.#ports.storage.control }, roles.keys())
    const nameOf = (each: PrincipalId) => names.get(each)?.email || names.get(each)?.name || each
    for (const [principal, role] of roles) {
      if (named.has(principal) || principal.startsWith('service:')) continue
      const line = `- member ${nameOf(principal)} of ${this.#plan.slug}: ${role}`
      this.#prunes.push({ line, run: () => openMembers(this.#ports).remove(organisation, { principal }, act) })
    }
    const places: GrantPlace[] = [
      { organisation },
      ...(await store.workspaces()).map(({ id: workspace }) => ({ organisation, workspace })),
    ]
    for (const place of places) await this.#pruneGrants({ place, store, named })
  }

  async #pruneGrants({
    place,
    store,
    named,
  }: {
    place: GrantPlace
    store: OrganisationStore
    named: ReadonlyMap<PrincipalId, MemberPlan>
  }) {
    const path = (await this.#ports.paths.pathOf(placeOf(place))) ?? ''
    const tuples = await tuplesOn(store, place)
    for (const [principal, member] of named) {
      const present = relationsOn(tuples, principal)
      if (present.length === 0 || member.grants.some((grant) => grant.path === path)) continue
      const line = `- ${member.user} may ${bitsOf(present)} ${path.slice('/orgs/'.length)}`
      this.#prunes.push({ line, run: () => putBits(this.#ports, { ...place, subject: principal, bits: '---' }, act) })
    }
  }
}

interface GrantNow {
  readonly grant: GrantPlan
  /** undefined: yet to be made. */
  readonly principal: PrincipalId | undefined
  readonly store: OrganisationStore | undefined
}

function tuplesOn(store: OrganisationStore, place: GrantPlace): Promise<readonly Tuple[]> {
  return store.lookAtTuples((view) => [...view.tuplesOn(objectOf(place))])
}

function relationsOn(tuples: readonly Tuple[], principal: PrincipalId): readonly string[] {
  const own = tuples.filter(
    ({ subject, relation }) => subject === (principal as string as SubjectRef) && onWorkspaces.includes(relation),
  )
  return own.map(({ relation }) => relation)
}

function placeOf({ organisation, workspace, replica }: GrantPlace) {
  return { organisation, ...(workspace && { workspace }), ...(replica && { replica }) }
}

/** Of an organisation or a workspace that is yet to be made: what counts is which of them it is. */
function placeLike(path: string): GrantPlace {
  const [, , organisation = '', workspace] = path.split('/')
  return { organisation: organisation as OrganisationId, ...(workspace && { workspace: workspace as WorkspaceId }) }
}

function isSame(present: readonly string[], wanted: readonly string[]): boolean {
  return present.length === wanted.length && wanted.every((each) => present.includes(each))
}
