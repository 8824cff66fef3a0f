import type { Role } from '#shared/access/roles.ts'
import {
  type AccountId,
  agentPrincipal,
  mintId,
  type OrganisationId,
  type PrincipalId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import type { TenancyPorts } from './tenancy.ts'

/** An organisation as its operator wants it to be. */
export interface OrganisationPlan {
  readonly slug: string
  readonly name: string
  /** What else the operator says of it, as JSON. */
  readonly description: string
  /** Days for which single changes are kept; undefined: as it is. */
  readonly historyDays?: number | undefined
  readonly workspaces: readonly { readonly slug: string; readonly name: string }[]
  readonly members: readonly MemberPlan[]
}

export interface MemberPlan {
  /** An e-mail address or any other name, for an agent one that no other agent has. */
  readonly user: string
  readonly kind: 'user' | 'agent'
  readonly name: string
  readonly isAdmin: boolean
  /** By the slug of the workspace. */
  readonly roles: ReadonlyMap<string, Role>
}

/** One line for each thing that was made or changed, and for each member whom the plan does not name. */
export interface Provisioned {
  readonly changes: readonly string[]
  readonly unnamed: readonly string[]
}

/**
 * Who runs the server: first owner of what a file makes, so that a workspace has an owner before anybody has come. No credential stands for
 * this principal.
 */
const operator = 'service:operator' as PrincipalId

/**
 * Makes what is not there yet and sets the roles that the plan names; doing it again changes nothing. What the plan does not name
 * stays: members come and go by other doors, too.
 */
export async function provision(ports: TenancyPorts, plans: readonly OrganisationPlan[]): Promise<Provisioned> {
  const changes: string[] = []
  const unnamed: string[] = []
  for (const plan of plans) {
    const work = new OrganisationWork(ports, plan, await organisationOf(ports, plan, changes))
    await work.run()
    changes.push(...work.changes)
    unnamed.push(...work.unnamed)
  }
  return { changes, unnamed }
}

async function organisationOf({ storage, random }: TenancyPorts, plan: OrganisationPlan, changes: string[]) {
  const { control } = storage
  const name = { kind: 'organisation', scope: '', slug: plan.slug } as const
  if ((await control.idOf(name)) === undefined) changes.push(`organisation ${plan.slug} made`)
  const id = (await control.nameId(name, mintId('org', random))) as OrganisationId
  await control.describeOrganisation(id, plan.description)
  if (plan.historyDays !== undefined) await (await storage.organisation(id)).log.setHistoryDays(plan.historyDays)
  return id
}

class OrganisationWork {
  readonly changes: string[] = []
  readonly unnamed: string[] = []
  readonly #ports: TenancyPorts
  readonly #plan: OrganisationPlan
  readonly #id: OrganisationId

  constructor(ports: TenancyPorts, plan: OrganisationPlan, id: OrganisationId) {
    this.#ports = ports
    this.#plan = plan
    this.#id = id
  }

  async run(): Promise<void> {
    const members = new Map<PrincipalId, MemberPlan>()
    for (const member of this.#plan.members) members.set(await this.#memberOf(member), member)
    for (const workspace of this.#plan.workspaces) {
      const id = await this.#workspaceOf(workspace)
      await this.#setRoles(id, { slug: workspace.slug, members })
    }
  }

  async #workspaceOf({ slug, name }: { slug: string; name: string }): Promise<WorkspaceId> {
    const { storage, random, clock } = this.#ports
    const minted = mintId('ws', random)
    const id = (await storage.control.nameId({ kind: 'workspace', scope: this.#id, slug }, minted)) as WorkspaceId
    await storage.control.reserveWorkspace(id, this.#id)
    const store = await storage.organisation(this.#id)
    if (await store.createWorkspace({ id, name, createdAt: clock.now() }, operator)) {
      this.changes.push(`workspace ${this.#plan.slug}/${slug} made`)
    } else if ((await store.workspace(id))?.name !== name) {
      await store.renameWorkspace(id, name)
      this.changes.push(`workspace ${this.#plan.slug}/${slug} is called "${name}"`)
    }
    return id
  }

  async #memberOf(member: MemberPlan): Promise<PrincipalId> {
    const principal = member.kind === 'agent' ? await this.#agentOf(member) : await this.#personOf(member)
    const store = await this.#ports.storage.organisation(this.#id)
    const object = `organization:${this.#id}` as const
    const relation = member.isAdmin && member.kind === 'user' ? 'admin' : 'member'
    await store.writeRelation({ tenant: this.#id, object, relation, subject: principal })
    return principal
  }

  async #agentOf({ user }: MemberPlan): Promise<PrincipalId> {
    const { storage, random } = this.#ports
    return agentPrincipal(
      await storage.control.nameId({ kind: 'agent', scope: '', slug: user }, mintId('agent', random)),
    )
  }

  async #personOf({ user, name }: MemberPlan): Promise<PrincipalId> {
    const { storage, random, clock } = this.#ports
    const email = user.toLowerCase()
    let account = (await storage.control.accountByEmail(email))?.id
    if (account === undefined) {
      account = mintId<AccountId>('account', random)
      await storage.control.insertAccount(
        { id: account, email, name, password: '', createdAt: clock.now() },
        { asFirst: false },
      )
      this.changes.push(`account ${email} made; it has no password yet`)
    }
    await storage.control.linkAccount(account, this.#id)
    return userPrincipal(account)
  }

  async #setRoles(
    workspace: WorkspaceId,
    { slug, members }: { slug: string; members: ReadonlyMap<PrincipalId, MemberPlan> },
  ): Promise<void> {
    const { access } = this.#ports
    const path = `${this.#plan.slug}/${slug}`
    const present = await access.rolesIn(workspace)
    for (const [subject, { user, roles }] of members) {
      const role = roles.get(slug)
      if (!role || present.get(subject) === role) continue
      await access.setRole({ workspace, subject, role })
      this.changes.push(`${user} is ${role} of ${path}`)
    }
    for (const [principal, role] of present) {
      if (principal !== operator && !members.has(principal))
        this.unnamed.push(`${await this.#nameOf(principal)} is ${role} of ${path}`)
    }
  }

  async #nameOf(principal: PrincipalId): Promise<string> {
    const [account] = await this.#ports.identity.accounts([principal.slice(principal.indexOf(':') + 1) as AccountId])
    return account?.email ?? principal
  }
}
