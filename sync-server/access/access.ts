import { allows, isRole, type Action, type OrganisationAction, type Role } from '#shared/access/roles.ts'
import type { OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Storage } from '#server/storage/storage.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

/** The one check of every door, and the one way in which relations to a workspace change. */
export interface Access {
  /**
   * The role that allows it. 'no-access': no relation to the workspace, or no such workspace: the two must look alike.
   * `replica` narrows the question; every replica has its workspace's grants so far.
   */
  check(
    principal: PrincipalId,
    action: Action,
    workspace: WorkspaceId,
    replica?: ReplicaId,
  ): Promise<Outcome<'no-access' | 'not-allowed', Role>>
  /** The same decision at once where it needs no look into a store, which is the hot path; undefined: ask `check`. */
  known(
    principal: PrincipalId,
    action: Action,
    workspace: WorkspaceId,
    replica?: ReplicaId,
  ): Outcome<'no-access' | 'not-allowed', Role> | undefined
  /** undefined: nothing of it. Guests see some things of a workspace in which they have no role. */
  viewOf(principal: PrincipalId, workspace: WorkspaceId): Promise<View | undefined>
  rolesIn(workspace: WorkspaceId): Promise<ReadonlyMap<PrincipalId, Role>>
  /** `role` undefined takes the relation away. Takes effect at every door, open sockets included, before the promise is fulfilled. */
  setRole(change: RoleChange): Promise<Outcome<'no-access' | 'last-owner', void>>
  /** 'no-access': nothing to do with it, suspended, or no such organisation. */
  checkOrganisation(
    principal: PrincipalId,
    action: OrganisationAction,
    organisation: OrganisationId,
  ): Promise<Outcome<'no-access' | 'not-allowed', OrganisationRole>>
  /** After every change of who may what, when `known` answers anew already. Returns the unsubscriber. */
  onChanged(listener: (change: AccessChange) => void): () => void
  /**
   * Another number after whatever may change what somebody may do in the workspace, before it takes effect. Those who act on what they were
   * told of compare it, so that nothing depends on a message that arrives. At once: it stands in the way of every push.
   */
  revisionOf(workspace: WorkspaceId): number
}

/** What of a workspace somebody may read. */
export interface View {
  /** All of it, whatever is made in it later. */
  readonly isWhole: boolean
  mayRead(replica: ReplicaId): boolean
  /** The same text as long as the same is visible: a device that comes back with another one brings its copy in line. '' = a whole one. */
  readonly stamp: string
  /** The role in the workspace; undefined: a guest, who reads what was shared, unless it is said below. */
  readonly role: Role | undefined
  /** Those it may read whose right to write is another than the role's: read-only ones for an editor, writable ones for a viewer or guest. */
  readonly exceptions: readonly ReplicaId[]
  /** All that a guest may read; undefined for those with a role. */
  readonly shared?: readonly ReplicaId[]
}

/** What to ask again; what is left out is any. */
export interface AccessChange {
  readonly organisation: OrganisationId
  readonly workspace?: WorkspaceId
  readonly replica?: ReplicaId
  readonly subject?: PrincipalId
}

export interface RoleChange {
  readonly workspace: WorkspaceId
  readonly subject: PrincipalId
  readonly role: Role | undefined
}

type Roles = ReadonlyMap<PrincipalId, Role>

/** Beyond this many workspaces the cache starts afresh: memory stays bounded, and a refill costs one indexed read each. */
const maxCachedWorkspaces = 10_000

export function openAccess(storage: Storage): Access {
  const cache = new Map<WorkspaceId, { loading: Promise<Roles>; roles?: Roles }>()
  const listeners = new Set<(change: AccessChange) => void>()
  let revision = 0

  const rolesIn = (workspace: WorkspaceId): Promise<Roles> => {
    const found = cache.get(workspace)
    if (found) return found.loading
    if (cache.size >= maxCachedWorkspaces) cache.clear()
    const entry: { loading: Promise<Roles>; roles?: Roles } = { loading: loadRoles(storage, workspace) }
    cache.set(workspace, entry)
    // Neither a failure nor "there is no such workspace" is worth remembering: the next question may find it made.
    const forget = () => cache.get(workspace) === entry && cache.delete(workspace)
    entry.loading.then((roles) => (roles.size === 0 ? forget() : (entry.roles = roles)), forget)
    return entry.loading
  }

  return {
    rolesIn,
    revisionOf: () => revision,
    viewOf: async (principal, workspace) => {
      const role = (await rolesIn(workspace)).get(principal)
      return role && { isWhole: true, mayRead: () => true, stamp: '', role, exceptions: [] }
    },
    check: async (principal, action, workspace) => decide((await rolesIn(workspace)).get(principal), action),
    known: (principal, action, workspace) => {
      const roles = cache.get(workspace)?.roles
      return roles && decide(roles.get(principal), action)
    },
    setRole: async (change) => {
      const home = await homeOfWorkspace(storage, change.workspace)
      if (!home) return refused('no-access')
      if (!(await home.store.changeRole(change))) return refused('last-owner')
      cache.delete(change.workspace)
      revision += 1
      await rolesIn(change.workspace)
      const { workspace, subject } = change
      for (const listener of listeners) listener({ organisation: home.organisation, workspace, subject })
      return done()
    },
    checkOrganisation: async (principal, action, organisation) => {
      if (!(await storage.control.organisations()).includes(organisation)) return refused('no-access')
      const tuples = await (await storage.organisation(organisation)).relationsTo(`organisation:${organisation}`)
      const own = tuples.find(({ subject, tenant }) => subject === principal && tenant === organisation)
      if (!own) return refused('no-access')
      const role = own.relation === 'owner' ? 'admin' : 'member'
      return action === 'enter' || role === 'admin' ? done(role) : refused('not-allowed')
    },
    onChanged: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function decide(role: Role | undefined, action: Action): Outcome<'no-access' | 'not-allowed', Role> {
  if (!role) return refused('no-access')
  return allows(role, action) ? done(role) : refused('not-allowed')
}

async function loadRoles(storage: Storage, workspace: WorkspaceId): Promise<Roles> {
  const home = await homeOfWorkspace(storage, workspace)
  const tuples = home ? await home.store.relationsTo(workspaceObject(workspace)) : []
  // A tuple of another tenant in this file would be a leak: it counts for nothing.
  const own = tuples.filter((tuple) => tuple.tenant === home?.organisation)
  return new Map(own.flatMap(({ subject, relation }) => (isRole(relation) ? [[subject, relation]] : [])))
}
