import { roles, type Role } from '#shared/access/roles.ts'
import { type AccountId, mintId, type OrganisationId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Member, WorkspaceSummary } from '#shared/protocol/rest.ts'
import type { Access } from '#server/access/access.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { Storage } from '#server/storage/storage.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

export interface TenancyPorts {
  readonly storage: Storage
  readonly access: Access
  readonly identity: Identity
  readonly clock: Clock
  readonly random: Random
}

/** Organisations and their workspaces. Whether the caller may is asked before, at the door. */
export interface Tenancy {
  /** The account's own organisation: the first it has something in, else a new one that it owns. */
  homeOf(account: AccountId): Promise<OrganisationId>
  workspacesOf(account: AccountId): Promise<readonly WorkspaceSummary[]>
  /** In the account's home; its creator becomes the owner. Repeating it is no error for an owner. */
  createWorkspace(
    asked: CreateWorkspace,
  ): Promise<Outcome<'workspace-taken', { workspace: WorkspaceSummary; isNew: boolean }>>
  renameWorkspace(id: WorkspaceId, name: string): Promise<void>
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
      const isNew = await store.createWorkspace({ id, name, createdAt: ports.clock.now() }, userPrincipal(account))
      const owned = await ports.access.check(userPrincipal(account), 'administer', id)
      const workspace = owned.ok ? await summary(id, owned.value) : undefined
      return workspace ? done({ workspace, isNew }) : refused('workspace-taken')
    },
    renameWorkspace: async (id, name) => (await homeOfWorkspace(storage, id))?.store.renameWorkspace(id, name),
    summary,
    members: (id) => membersOf(ports, id),
  }
}

async function homeOfAccount({ storage, random }: TenancyPorts, account: AccountId): Promise<OrganisationId> {
  const [first] = await storage.control.organisationsOfAccount(account)
  if (first) return first
  const organisation = mintId<OrganisationId>('org', random)
  const store = await storage.organisation(organisation)
  const object = `organization:${organisation}` as const
  await store.writeRelation({ tenant: organisation, object, relation: 'admin', subject: userPrincipal(account) })
  await storage.control.linkAccount(account, organisation)
  return organisation
}

async function workspacesOf(
  { storage, access }: TenancyPorts,
  account: AccountId,
): Promise<readonly WorkspaceSummary[]> {
  const principal = userPrincipal(account)
  const found: WorkspaceSummary[] = []
  for (const organisation of await storage.control.organisationsOfAccount(account)) {
    const store = await storage.organisation(organisation)
    const related = new Set((await store.relationsOf(principal)).map((tuple) => tuple.object))
    for (const { id, name } of await store.workspaces()) {
      if (!related.has(workspaceObject(id))) continue
      const allowed = await access.check(principal, 'read', id)
      if (allowed.ok) found.push({ id, name, organisation, role: allowed.value })
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
