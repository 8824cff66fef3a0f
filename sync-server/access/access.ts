import { bit } from '#shared/access/bits.ts'
import { roles, type Action, type OrganisationAction, type Role } from '#shared/access/roles.ts'
import { type ObjectRef, replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import type { TupleView } from '#server/storage/tuple-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type Grants, openGrants } from './grants.ts'
import { openPrivateThings, type PrivateThings } from './private-things.ts'
import { openReasons, type Reasoning } from './reasons.ts'
import { allBits, bitsOf, checkerOver, decide, decideBits, isSuspended } from './standing.ts'
import { StandingCache } from './standing-cache.ts'
import { type View, viewOfStanding } from './view.ts'
import { readerOver } from './workspace-reader.ts'

export type { View } from './view.ts'

/** The one check of every door, and the one way in which grants change. All of it follows from tuples by shared/access/model.fga. */
export interface Access extends Grants, Reasoning, PrivateThings {
  /**
   * The role that allows it. 'no-access': nothing of it, suspended, or no such workspace: they must look alike. `replica` narrows the
   * question to one thing, of which somebody may have more or less than of the workspace around it.
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
  /** Roles that were given in the workspace itself, each to one principal. */
  rolesIn(workspace: WorkspaceId): Promise<ReadonlyMap<PrincipalId, Role>>
  /** `role` undefined takes the relation away. Takes effect at every door, open sockets included, before the promise is fulfilled. */
  setRole(change: RoleChange): Promise<Outcome<'no-access' | 'last-owner', void>>
  /** 'no-access': nothing to do with it, suspended, or no such organisation. */
  checkOrganisation(
    principal: PrincipalId,
    action: OrganisationAction,
    organisation: OrganisationId,
  ): Promise<Outcome<'no-access' | 'not-allowed', OrganisationRole>>
  /** For whoever has written to a store what is behind the decisions: they are made anew, and listeners are told. */
  announce(change: AccessChange): Promise<void>
  /** For what was written into a store by itself: announces where things of the workspace lie now, if that makes a difference. */
  catchUp(workspace: WorkspaceId): Promise<void>
  /** After every change of who may what, when `known` does not answer as before any more. Returns the unsubscriber. */
  onChanged(listener: (change: AccessChange) => void): () => void
  /**
   * Another number after whatever may change what somebody may do in the workspace, before it takes effect. Those who act on what they were
   * told of compare it, so that nothing depends on a message that arrives. At once: it stands in the way of every push.
   */
  revisionOf(workspace: WorkspaceId): number
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
  /** Written with it; undefined where another entry tells of it, such as that of an invitation. */
  readonly note?: AuditNote | undefined
}

export function openAccess(storage: Storage): Access {
  const standings = new StandingCache(storage)
  const listeners = new Set<(change: AccessChange) => void>()
  const announce = async (change: AccessChange) => {
    standings.forget(change.organisation, change)
    for (const listener of listeners) listener(change)
  }
  const check: Access['check'] = async (principal, action, workspace, replica) => {
    const standing = await standings.look(workspace, principal)
    if (!standing) return refused('no-access')
    return decide(standing, action, replica) ?? checkThing(storage, { principal, action, workspace, replica })
  }
  return {
    check,
    known: (principal, action, workspace, replica) => {
      const standing = standings.find(workspace, principal)
      return standing && decide(standing, action, replica)
    },
    viewOf: async (principal, workspace) => {
      const standing = await standings.look(workspace, principal)
      return standing && viewOfStanding(standing)
    },
    rolesIn: (workspace) => rolesIn(storage, workspace),
    setRole: async ({ workspace, subject, role, note }) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (!home) return refused('no-access')
      if (!(await home.store.changeRole({ workspace, subject, role }, note))) return refused('last-owner')
      await announce({ organisation: home.organisation, workspace, subject })
      return done()
    },
    checkOrganisation: (principal, action, organisation) =>
      checkOrganisation(storage, { principal, action, organisation }),
    announce,
    catchUp: catchUpBy(storage, announce),
    onChanged: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    revisionOf: (workspace) => standings.revisionOf(workspace),
    ...openGrants({ storage, announce }),
    ...openReasons(storage),
    ...openPrivateThings(storage, { check, announce }),
  }
}

/** What was announced by whoever wrote it concerns somebody or something; moves concern a workspace. */
function catchUpBy(storage: Storage, announce: Access['announce']): Access['catchUp'] {
  const seen = new Map<OrganisationId, number>()
  return async (workspace) => {
    const home = await homeOfWorkspace(storage, workspace)
    if (!home) return
    const { organisation, store } = home
    const last = seen.get(organisation)
    const changes = last === undefined ? [] : await store.accessChangesAfter(last)
    const revision = changes.at(-1)?.revision ?? (await store.lookAtTuples((tuples) => tuples.revision))
    seen.set(organisation, Math.max(revision, seen.get(organisation) ?? 0))
    const moves = changes.filter((each) => each.workspace && !each.replica && !each.subject)
    const places = new Set(last === undefined ? [workspace] : moves.flatMap((each) => each.workspace ?? []))
    for (const place of places) await announce({ organisation, workspace: place })
  }
}

interface ThingQuestion {
  readonly principal: PrincipalId
  readonly action: Action
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId | undefined
}

/** By a look at the thing itself. */
async function checkThing(storage: Storage, { principal, action, workspace, replica }: ThingQuestion) {
  const home = await homeOfWorkspace(storage, workspace)
  if (!home || !replica) return refused('no-access')
  const { organisation, store } = home
  const bits = await store.lookAtTuples((tuples) => {
    if (isSuspended(tuples, { organisation, principal })) return 0
    const checker = checkerOver(readerOver(tuples, workspace), principal as SubjectRef)
    const own = bitsOf(checker, replicaObject(replica), allBits)
    return own | (bitsOf(checker, workspaceObject(workspace), allBits) & bit.administer)
  })
  return decideBits(bits, action)
}

async function rolesIn(storage: Storage, workspace: WorkspaceId): Promise<ReadonlyMap<PrincipalId, Role>> {
  const home = await homeOfWorkspace(storage, workspace)
  if (!home) return new Map()
  const tuples = await home.store.relationsTo(workspaceObject(workspace))
  const single = tuples.filter(({ subject }) => !subject.includes('#'))
  const found = new Map<PrincipalId, Role>()
  for (const [subject, held] of Map.groupBy(single, (tuple) => tuple.subject as PrincipalId)) {
    const role = roleHeld(held.map(({ relation }) => relation))
    if (role) found.set(subject, role)
  }
  return found
}

/** The nearest name for what somebody was granted bit by bit. */
function roleHeld(relations: readonly string[]): Role | undefined {
  const role = roles.find((each) => relations.includes(each))
  if (role && role !== 'viewer') return role
  if (!role && !relations.includes('r')) return undefined
  return relations.includes('w') ? 'editor' : 'viewer'
}

interface OrganisationQuestion {
  readonly principal: PrincipalId
  readonly action: OrganisationAction
  readonly organisation: OrganisationId
}

async function checkOrganisation(storage: Storage, { principal, action, organisation }: OrganisationQuestion) {
  // Only of organisations that are there: opening one makes its file.
  if (!(await storage.control.hasOrganisation(organisation))) return refused('no-access')
  const store = await storage.organisation(organisation)
  const role = await store.lookAtTuples((tuples) => roleInOrganisation(tuples, principal, organisation))
  if (!role) return refused('no-access')
  return action === 'enter' || role === 'admin' ? done(role) : refused('not-allowed')
}

function roleInOrganisation(
  tuples: TupleView,
  principal: PrincipalId,
  organisation: OrganisationId,
): OrganisationRole | undefined {
  if (isSuspended(tuples, { organisation, principal })) return undefined
  const self: ObjectRef = `organization:${organisation}`
  const checker = checkerOver(tuples, principal as SubjectRef)
  if (!checker.check(self, 'can_enter')) return undefined
  if (checker.check(self, 'can_administer')) return 'admin'
  return checker.check(self, 'member') ? 'member' : 'guest'
}
