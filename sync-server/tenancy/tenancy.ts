import { roles, type Role } from '#shared/access/roles.ts'
import { type AccountId, mintId, type OrganisationId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Member, WorkspaceSummary } from '#shared/protocol/rest.ts'
import type { Access } from '#server/access/access.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { Mailer } from '#server/mail/mailer.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type Act, noteOf } from './act.ts'

export interface TenancyPorts {
  readonly storage: Storage
  readonly access: Access
  readonly identity: Identity
  readonly clock: Clock
  readonly random: Random
  readonly mailer: Mailer
  /** Where people find a path of this server. */
  addressOf(path: string): string
}

/** Organisations and their workspaces. Whether the caller may is asked before, at the door. */
export interface Tenancy {
  /** The account's own organisation: the first that it is a member of, else a new one that it runs. A guest is not at home. */
  homeOf(account: AccountId): Promise<OrganisationId>
  workspacesOf(account: AccountId): Promise<readonly WorkspaceSummary[]>
  /** In the account's home; its creator becomes the owner. Repeating it is no error for an owner. */
  createWorkspace(
    asked: CreateWorkspace,
  ): Promise<Outcome<'workspace-taken', { workspace: WorkspaceSummary; isNew: boolean }>>
  renameWorkspace(id: WorkspaceId, name: string, act: Act): Promise<void>
  summary(id: WorkspaceId, role: Role): Promise<WorkspaceSummary | undefined>
  members(id: WorkspaceId): Promise<readonly Member[]>
}

export interface CreateWorkspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly account: AccountId
}

export function openTenancy(ports: TenancyPorts): Tenancy {
  const { storage } = ports
  const homeOf = (account: AccountId) => homeOfAccount(ports, account)
  const summary = async (id: WorkspaceId, role: Role): Promise<WorkspaceSummary | undefined> => {
    const home = await homeOfWorkspace(storage, id)
    const record = await home?.store.workspace(id)
    return home && record && { id, name: record.name, organisation: home.organisation, role }
  }
  return {
    homeOf,
    workspacesOf: (account) => workspacesOf(ports, account),
    createWorkspace: async ({ id, name, account }) => {
      const organisation = await homeOf(account)
      // Reserved before it is made: after a crash in between, the same account makes it again and nobody else can.
      if ((await storage.control.reserveWorkspace(id, organisation)) !== organisation) return refused('workspace-taken')
      const store = await storage.organisation(organisation)
      const owner = userPrincipal(account)
      const created = { action: 'workspace.created', object: `workspace:${id}`, body: { name } }
      const note = noteOf(ports.clock, { by: owner }, created)
      const isNew = await store.createWorkspace({ id, name, createdAt: ports.clock.now() }, owner, note)
      if (isNew) await ports.access.announce({ organisation, workspace: id })
      const owned = await ports.access.check(owner, 'administer', id)
      const workspace = owned.ok ? await summary(id, owned.value) : undefined
      return workspace ? done({ workspace, isNew }) : refused('workspace-taken')
    },
    renameWorkspace: async (id, name, act) => {
      const renamed = { action: 'workspace.renamed', object: `workspace:${id}`, body: { name } }
      await (await homeOfWorkspace(storage, id))?.store.renameWorkspace(id, name, noteOf(ports.clock, act, renamed))
    },
    summary,
    members: (id) => membersOf(ports, id),
  }
}

async function homeOfAccount(ports: TenancyPorts, account: AccountId): Promise<OrganisationId> {
  const { storage, access, random, clock } = ports
  const subject = userPrincipal(account)
  for (const each of await storage.control.organisationsOfAccount(account)) {
    const entered = await access.checkOrganisation(subject, 'enter', each)
    if (entered.ok && entered.value !== 'guest') return each
  }
  const organisation = mintId<OrganisationId>('org', random)
  // Linked first: one that nobody is linked to would be found by nobody.
  await storage.control.linkAccount(account, organisation)
  const store = await storage.organisation(organisation)
  const made = { action: 'organisation.created', object: `organization:${organisation}` }
  await store.setOrganisationRole({ subject, role: 'admin' }, noteOf(clock, { by: subject }, made))
  await access.announce({ organisation, subject })
  return organisation
}

async function workspacesOf(
  { storage, access }: TenancyPorts,
  account: AccountId,
): Promise<readonly WorkspaceSummary[]> {
  const principal = userPrincipal(account)
  const found: WorkspaceSummary[] = []
  for (const organisation of await storage.control.organisationsOfAccount(account)) {
    for (const { id, name } of await (await storage.organisation(organisation)).workspaces()) {
      const view = await access.viewOf(principal, id)
      // Who sees some things of it has no role in it, and reads what was shared.
      const isGuest = view?.role === undefined
      const canAsk = (await access.check(principal, 'execute', id)).ok
      if (view) found.push({ id, name, organisation, role: view.role ?? 'viewer', canAsk, ...(isGuest && { isGuest }) })
    }
  }
  return found
}

async function membersOf({ access, identity }: TenancyPorts, workspace: WorkspaceId): Promise<readonly Member[]> {
  const byPrincipal = await access.rolesIn(workspace)
  const ids = [...byPrincipal.keys()].flatMap((principal) => {
    const [kind, id] = principal.split(':')
    return kind === 'user' && id ? [id as AccountId] : []
  })
  const members = (await identity.accounts(ids)).flatMap(({ id, name, email }): Member[] => {
    const principal = userPrincipal(id)
    const role = byPrincipal.get(principal)
    return role ? [{ account: id, principal, name, email, role }] : []
  })
  return members.toSorted((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || a.name.localeCompare(b.name, 'en'))
}
