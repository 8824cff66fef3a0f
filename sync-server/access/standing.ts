import { type Answers, Checker } from '#shared/access/engine/check.ts'
import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { bit } from '#shared/access/bits.ts'
import { nexusModel } from '#shared/access/nexus-model.ts'
import type { Action, Role } from '#shared/access/roles.ts'
import type { ObjectRef, SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import type { TupleView } from '#server/storage/tuple-store.ts'
import { membershipsOf } from './memberships.ts'
import type { SpecialThings } from './special-things.ts'
import { readerOver } from './workspace-reader.ts'

/** What one principal may in one workspace, decided once and good until something changes. */
export interface Standing {
  /** Of whatever is no exception; 0: nothing. */
  readonly bits: number
  /** Things of which the principal may read or write something else. */
  readonly exceptions: ReadonlyMap<ReplicaId, number> | undefined
  /** Some things differ for somebody, if not for this principal: who may share them has to be asked of each. */
  readonly hasSpecials: boolean
}

export type Decision = Outcome<'no-access' | 'not-allowed', Role>

export interface StandingPlace {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
}

const nothing: Standing = { bits: 0, exceptions: undefined, hasSpecials: false }

/** Who is suspended, or whose organisation is, has nothing. */
export function standingIn(tuples: TupleView, place: StandingPlace, specials: SpecialThings): Standing {
  const { organisation, workspace, principal } = place
  if (isSuspended(tuples, { organisation, principal })) return nothing
  const checker = checkerOver(specials.reader(readerOver(tuples, workspace)), principal as SubjectRef)
  const bits = bitsOf(checker, workspaceObject(workspace), allBits)
  if (specials.count === 0) return { bits, exceptions: undefined, hasSpecials: false }
  const mayBeIn = membershipsOf(tuples, principal)
  const exceptions = specials.exceptions(checker, { principal, usual: bits, mayBeIn })
  return { bits, exceptions: exceptions.size > 0 ? exceptions : undefined, hasSpecials: true }
}

export function isSuspended(
  tuples: TupleView,
  { organisation, principal }: Pick<StandingPlace, 'organisation' | 'principal'>,
): boolean {
  return tuples.isSuspended(principal) || tuples.isSuspended(`organization:${organisation}`)
}

export function checkerOver(reader: TupleReader, subject: SubjectRef, answers?: Answers): Checker {
  return new Checker({ model: nexusModel, reader, subject, ...(answers && { answers }) })
}

type BitRelation = readonly [bits: number, relation: string]

export const thingBits: readonly BitRelation[] = [
  [bit.read, 'can_read'],
  [bit.write, 'can_write'],
]
export const allBits: readonly BitRelation[] = [
  ...thingBits,
  [bit.execute, 'can_exec'],
  [bit.share, 'can_share'],
  [bit.administer, 'can_administer'],
]

export function bitsOf(checker: Checker, object: ObjectRef, relations: readonly BitRelation[]): number {
  let bits = 0
  for (const [each, relation] of relations) if (checker.check(object, relation)) bits |= each
  return bits
}

/** Made once: a decision allocates nothing. */
const decisions = {
  owner: done<Role>('owner'),
  editor: done<Role>('editor'),
  viewer: done<Role>('viewer'),
  noAccess: refused('no-access'),
  notAllowed: refused('not-allowed'),
}

/** undefined: it takes a look at the tuples of the thing. */
export function decide(standing: Standing, action: Action, replica?: ReplicaId): Decision | undefined {
  if (replica !== undefined && standing.hasSpecials && action === 'share') return undefined
  const exception = replica === undefined ? undefined : standing.exceptions?.get(replica)
  const bits = exception === undefined ? standing.bits : exception | (standing.bits & ~(bit.read | bit.write))
  return decideBits(bits, action)
}

/** To those who may not read a thing it does not exist, unless they administer what it is in. */
export function decideBits(bits: number, action: Action): Decision {
  if ((bits & (bit.read | bit.administer)) === 0) return decisions.noAccess
  // Who may write what they may not read can do nothing with it, whatever else they administer.
  const isBlind = action === 'write' && (bits & bit.read) === 0
  if (isBlind || (bits & bit[action]) === 0) return decisions.notAllowed
  return decisions[roleOf(bits)]
}

export function roleOf(bits: number): Role {
  if (bits & bit.administer) return 'owner'
  return bits & bit.write ? 'editor' : 'viewer'
}
