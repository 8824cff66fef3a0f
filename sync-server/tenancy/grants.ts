import type { Role } from '#shared/access/roles.ts'
import { type ObjectRef, replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import { type Act, noteOf } from './act.ts'
import type { TenancyPorts } from './tenancy.ts'

/** What something is granted on: a thing, a workspace, or the organisation. */
export interface GrantPlace {
  readonly organisation: OrganisationId
  readonly workspace?: WorkspaceId | undefined
  readonly replica?: ReplicaId | undefined
}

export interface GrantAsked extends GrantPlace {
  readonly subject: string
  /** `rw-` */
  readonly bits: string
  /** May share it on, which takes all bits with it. */
  readonly canShare?: boolean | undefined
  /** What was granted before stays. */
  readonly adds?: boolean | undefined
}

export type GrantRefusal = 'not-found' | 'last-owner' | 'last-sharer' | 'not-grantable'

/** From now on the subject has just these bits on it, from itself; what it has from above stays. */
export async function putBits(
  { storage, access, clock }: TenancyPorts,
  asked: GrantAsked,
  act: Act,
): Promise<Outcome<GrantRefusal, void>> {
  const { organisation, workspace, replica, subject, bits, canShare, adds } = asked
  const object = objectOf(asked)
  const wanted = relationsFor(asked)
  const all = workspace && !replica ? onWorkspaces : replica ? onThings : onOrganisations
  if (!wanted.every((each) => all.includes(each))) return refused('not-grantable')
  const tuple = (relation: string): Tuple => ({ object, relation, subject: subject as SubjectRef })
  const store = await storage.organisation(organisation)
  if (!adds && (await leavesNobody(store, asked, wanted))) return refused('last-sharer')
  const written = await store.writeTuples(
    {
      take: adds ? [] : all.filter((each) => !wanted.includes(each)).map(tuple),
      put: wanted.map(tuple),
      ...(replica && workspace && { places: [{ replica, workspace }] }),
    },
    noteOf(clock, act, { action: 'grant.written', object, body: { subject, bits, ...(canShare && { canShare }) } }),
  )
  if (!written.ok) return refused(refusals[written.reason])
  await access.announce({ organisation, ...(workspace && { workspace }), ...(replica && { replica }) })
  return done()
}

/** A thing that takes over nothing from above is shared by its owners alone: without one nobody could let anybody in again. */
async function leavesNobody(store: OrganisationStore, asked: GrantAsked, wanted: readonly string[]): Promise<boolean> {
  const { replica, subject } = asked
  if (!replica || wanted.includes('owner')) return false
  return store.lookAtTuples((view) => {
    if (view.resource(replica)?.inherits !== false) return false
    const owners = view.tuplesOn(objectOf(asked)).filter(({ relation }) => relation === 'owner')
    return owners.length > 0 && owners.every((each) => each.subject === subject)
  })
}

/** What the model does not let this subject have; who is of another tenant looks like nobody. */
const refusals = { 'other-tenant': 'not-found', 'not-in-model': 'not-grantable', 'last-owner': 'last-owner' } as const

const onOrganisations: readonly string[] = ['r', 'w', 'x']
const onThings: readonly string[] = ['owner', 'r', 'w', 'x']
export const onWorkspaces: readonly string[] = ['owner', 'editor', 'viewer', 'r', 'w', 'x']

export function objectOf({ organisation, workspace, replica }: GrantPlace): ObjectRef {
  if (replica) return replicaObject(replica)
  return workspace ? workspaceObject(workspace) : `organization:${organisation}`
}

/** Roles of a workspace, where there is one that says just this. */
const rolesByBits: Readonly<Record<string, Role>> = { rwx: 'editor', 'r--': 'viewer' }

/** What is written for bits: a role of a workspace, where there is one that says just this. */
export function relationsFor({ workspace, replica, bits, canShare }: Omit<GrantAsked, 'subject'>): readonly string[] {
  if (canShare) return ['owner']
  const role = workspace && !replica ? rolesByBits[bits] : undefined
  return role ? [role] : ['r', 'w', 'x'].filter((each) => bits.includes(each))
}

const bitsOfRelation: Readonly<Record<string, string>> = {
  owner: 'rwx',
  editor: 'rwx',
  viewer: 'r--',
  r: 'r--',
  w: '-w-',
  x: '--x',
}

/** What tuples of these relations give together. */
export function bitsOf(relations: Iterable<string>): string {
  const given = [...relations].map((each) => bitsOfRelation[each] ?? '').join('')
  return ['r', 'w', 'x'].map((each) => (given.includes(each) ? each : '-')).join('')
}
