import { bit, bitsOfWord } from '#shared/access/bits.ts'
import { type ObjectRef, replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import type { TupleChange, TupleRefusal } from '#server/storage/tuple-store.ts'

/** Each takes effect at every door, open sockets included, before its promise is fulfilled. Whether the caller may is asked before. */
export interface Grants {
  /** Replaces what the subject has on the very thing. `---` without `canShare` takes everything away. */
  grant(asked: Grant): Promise<Outcome<TupleRefusal, void>>
  /** Takes away one relation that the subject has to the very thing, or all of them. */
  revoke(asked: Revocation): Promise<Outcome<TupleRefusal, void>>
  /** Whether what is granted above the thing counts for it. */
  setInherits(asked: Inheritance): Promise<Outcome<TupleRefusal, void>>
  /** Tuples as they are, for what is no grant on a thing: `agent:… owner user:…` and the operator's own. */
  writeTuples(organisation: OrganisationId, change: TupleChange, note?: AuditNote): Promise<Outcome<TupleRefusal, void>>
}

/** A thing in a workspace, the workspace, or with neither the organisation itself. */
export interface Target {
  readonly organisation: OrganisationId
  readonly workspace?: WorkspaceId | undefined
  readonly replica?: ReplicaId | undefined
}

export interface Grant extends Target {
  /** Somebody, or everybody in something: `team:…#member`. */
  readonly subject: SubjectRef
  /** As in `rw-`; a role is a word for some of them that comes with more: see the model. */
  readonly bits: string
  /** To share it on, which makes the subject its owner. Left out: as it is. */
  readonly canShare?: boolean | undefined
  readonly note?: AuditNote | undefined
}

export interface Revocation extends Target {
  readonly subject: SubjectRef
  readonly relation?: string | undefined
  readonly note?: AuditNote | undefined
}

export interface Inheritance {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly inherits: boolean
  /** Keeps it readable, writable and sharable, for whoever takes the inheritance away. */
  readonly keepFor?: PrincipalId | undefined
  readonly note?: AuditNote | undefined
}

interface GrantPorts {
  readonly storage: Storage
  announce(change: Target & { subject?: PrincipalId }): Promise<void>
}

export function openGrants({ storage, announce }: GrantPorts): Grants {
  const write = async (target: Target, change: TupleChange, { note, subject }: Told) => {
    const store = await storage.organisation(target.organisation)
    const written = await store.writeTuples(change, note)
    if (!written.ok) return written
    await announce({ ...scopeOf(target), ...(subject && isOne(subject) && { subject: subject as PrincipalId }) })
    return written
  }
  return {
    grant: (asked) => {
      const wanted = relationsFor(asked)
      const keepsOwner = asked.canShare === undefined && wanted.length > 0
      const gone = granted.filter((each) => !wanted.includes(each) && !(keepsOwner && each === 'owner'))
      const take = gone.map((each) => tupleOf(asked, each))
      return write(asked, { places: placesOf(asked), take, put: wanted.map((each) => tupleOf(asked, each)) }, asked)
    },
    revoke: (asked) => {
      const gone = asked.relation === undefined ? granted : [asked.relation]
      return write(asked, { take: gone.map((each) => tupleOf(asked, each)) }, asked)
    },
    setInherits: ({ keepFor, note, ...place }) =>
      write(
        place,
        {
          places: [place],
          put: keepFor && !place.inherits ? [tupleOf({ ...place, subject: keepFor as SubjectRef }, 'owner')] : [],
        },
        { note },
      ),
    writeTuples: (organisation, change, note) => write({ organisation }, change, { note }),
  }
}

interface Told {
  readonly note?: AuditNote | undefined
  readonly subject?: SubjectRef
}

/** Being in an organisation or a team is no grant. */
const granted: readonly string[] = ['owner', 'editor', 'viewer', 'r', 'w', 'x']

function relationsFor({ bits, canShare, workspace, replica }: Grant): readonly string[] {
  const word = bitsOfWord(bits)
  const canBeOwned = workspace !== undefined || replica !== undefined
  return [
    ...(canShare && canBeOwned ? ['owner'] : []),
    ...(word & bit.read ? ['r'] : []),
    ...(word & bit.write ? ['w'] : []),
    ...(word & bit.execute ? ['x'] : []),
  ]
}

function tupleOf(target: Target & { subject: SubjectRef }, relation: string): Tuple {
  return { object: objectOf(target), relation, subject: target.subject }
}

export function objectOf({ organisation, workspace, replica }: Target): ObjectRef {
  if (replica) return replicaObject(replica)
  return workspace ? workspaceObject(workspace) : `organization:${organisation}`
}

function placesOf({ workspace, replica }: Target) {
  return workspace && replica ? [{ workspace, replica }] : []
}

function scopeOf({ organisation, workspace, replica }: Target): Target {
  return { organisation, ...(workspace && { workspace }), ...(replica && { replica }) }
}

function isOne(subject: SubjectRef): boolean {
  return !subject.includes('#') && !subject.startsWith('team:') && !subject.endsWith(':*')
}
