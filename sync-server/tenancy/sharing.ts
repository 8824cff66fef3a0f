import { type ObjectRef, replicaObject } from '#shared/access/tuples.ts'
import type { OrganisationId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Granted, SharingGrant } from '#shared/protocol/rest-sharing.ts'
import type { TupleView } from '#server/storage/tuple-store.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import { type Act, noteOf } from './act.ts'
import { bitsOf, type GrantPlace, objectOf } from './grants.ts'
import { type SubjectNames, subjectNames } from './subject-names.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Who reaches a thing or a workspace, and why. Whether the caller may know is asked before, at the door. */
export interface Sharing {
  of(place: SharedPlace): Promise<{ readonly inherits: boolean; readonly grants: readonly SharingGrant[] }>
  /** What a subject has on the very place, from itself alone. */
  directOf(place: SharedPlace, subject: string): Promise<Granted>
  /** The one who does it keeps what they had: nobody locks themselves out by it. */
  setInherits(place: SharedThing, inherits: boolean, act: Act): Promise<Outcome<'not-found', void>>
}

export interface SharedPlace {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly replica?: ReplicaId | undefined
}

export type SharedThing = SharedPlace & { readonly replica: ReplicaId }

/** One thing on the way up, from the nearest to the organisation. */
interface Level {
  readonly object: ObjectRef
  readonly kind: 'this' | 'folder' | 'workspace' | 'organisation'
  /** By subject: the relations that were granted. */
  readonly granted: ReadonlyMap<string, readonly string[]>
}

export function openSharing(ports: TenancyPorts): Sharing {
  const { storage, clock, access } = ports
  return {
    of: async (place) => {
      const store = await storage.organisation(place.organisation)
      const { levels, inherits } = await store.lookAtTuples((view) => levelsOf(view, place))
      const subjects = new Set(levels.flatMap(({ granted }) => [...granted.keys()]))
      const names = await subjectNames(ports, place.organisation, subjects)
      const words = { names, workspaceName: (await store.workspace(place.workspace))?.name ?? '' }
      const grants = [...subjects].flatMap((subject) => grantOf(subject, levels, words) ?? [])
      return { inherits, grants: grants.toSorted(byDirectnessAndName) }
    },
    directOf: async (place, subject) => {
      const store = await storage.organisation(place.organisation)
      const granted = await store.lookAtTuples((view) => grantedOn(view, objectOf(place)))
      const relations = granted.get(subject) ?? []
      return { bits: bitsOf(relations), canShare: relations.includes('owner') }
    },
    setInherits: async (place, inherits, act) => {
      const { organisation, workspace, replica } = place
      const store = await storage.organisation(organisation)
      const object = replicaObject(replica)
      const isTold = act.by.startsWith('user:') || act.by.startsWith('agent:')
      const written = await store.writeTuples(
        {
          places: [{ replica, workspace, inherits }],
          ...(!inherits && isTold && { put: [{ object, relation: 'owner', subject: act.by as ObjectRef }] }),
        },
        noteOf(clock, act, { action: 'sharing.inheritance-changed', object, body: { inherits } }),
      )
      if (!written.ok) return refused('not-found')
      await access.announce({ organisation, workspace, replica })
      return done()
    },
  }
}

/** Folders lie in folders; more than this is a ring. */
const maxDepth = 64

function levelsOf(view: TupleView, { organisation, workspace, replica }: SharedPlace) {
  const levels: Level[] = []
  let inherits = true
  let isFirst = true
  for (let at = replica, depth = 0; at && inherits && depth < maxDepth; depth += 1) {
    const row = view.resource(at)
    levels.push({
      object: replicaObject(at),
      kind: isFirst ? 'this' : 'folder',
      granted: grantedOn(view, replicaObject(at)),
    })
    isFirst = false
    if (row?.inherits === false) inherits = false
    at = row?.parent
  }
  const ofThing = replica === undefined || view.resource(replica)?.inherits !== false
  if (!inherits) return { levels, inherits: ofThing }
  const object = workspaceObject(workspace)
  levels.push({ object, kind: replica ? 'workspace' : 'this', granted: grantedOn(view, object) })
  const above: ObjectRef = `organization:${organisation}`
  levels.push({ object: above, kind: 'organisation', granted: grantedOn(view, above) })
  return { levels, inherits: ofThing }
}

const telling = new Set(['owner', 'editor', 'viewer', 'r', 'w', 'x', 'admin'])

function grantedOn(view: TupleView, object: ObjectRef): ReadonlyMap<string, readonly string[]> {
  const granted = new Map<string, string[]>()
  for (const { relation, subject } of view.tuplesOn(object)) {
    // Links are told of by themselves; the principal of the operator is nobody whom a person could ask.
    if (!telling.has(relation) || /^(link|service):/.test(subject)) continue
    granted.set(subject, [...(granted.get(subject) ?? []), relation])
  }
  return granted
}

interface Words {
  readonly names: SubjectNames
  readonly workspaceName: string
}

function grantOf(subject: string, levels: readonly Level[], words: Words): SharingGrant | undefined {
  const own = levels.filter(({ granted }) => granted.has(subject))
  const relations = own.flatMap(({ granted }) => granted.get(subject) ?? [])
  const canShare = relations.includes('owner') || relations.includes('admin')
  const named = words.names.get(subject)
  const bits = bitsOf(relations)
  if (!named || (bits === '---' && !canShare)) return undefined
  return {
    subject,
    name: named.name,
    ...(named.email && { email: named.email }),
    bits,
    canShare,
    why: own.flatMap((level) => whyOf(level, level.granted.get(subject) ?? [], words)),
    isDirect: own.some(({ kind }) => kind === 'this'),
  }
}

/** On the very thing the level says it all. */
function whyOf({ kind }: Level, relations: readonly string[], { workspaceName, names }: Words): readonly string[] {
  if (kind === 'this') return []
  if (relations.includes('admin')) return [`Administrator of ${names.organisation}: decides who has access`]
  const verb = verbOf(relations)
  if (kind === 'folder') return [`${verb} the folder it lies in`]
  return kind === 'workspace'
    ? [roleOf(relations) ? `${roleOf(relations)} of ${workspaceName}` : `${verb} everything in ${workspaceName}`]
    : [`${verb} everything in ${names.organisation}`]
}

function roleOf(relations: readonly string[]): string | undefined {
  if (relations.includes('owner')) return 'Owner'
  if (relations.includes('editor')) return 'Editor'
  return relations.includes('viewer') ? 'Viewer' : undefined
}

function verbOf(relations: readonly string[]): string {
  const bits = bitsOf(relations)
  if (relations.includes('owner')) return 'Full access to'
  return bits.includes('w') ? 'Can edit' : 'Can view'
}

function byDirectnessAndName(a: SharingGrant, b: SharingGrant): number {
  return Number(b.isDirect) - Number(a.isDirect) || a.name.localeCompare(b.name, 'en')
}

/** What was granted on the very thing, or on the organisation itself. */
export async function directGrants(ports: TenancyPorts, target: GrantPlace): Promise<readonly SharingGrant[]> {
  const store = await ports.storage.organisation(target.organisation)
  const object = objectOf(target)
  const granted = await store.lookAtTuples((view) => grantedOn(view, object))
  const words = { names: await subjectNames(ports, target.organisation, granted.keys()), workspaceName: '' }
  const levels: Level[] = [{ object, kind: 'this', granted }]
  return [...granted.keys()].flatMap((subject) => grantOf(subject, levels, words) ?? []).toSorted(byDirectnessAndName)
}

/** As what somebody is granted something, whatever they were called by. */
export function isSubject(words: string): boolean {
  return /^(user|agent):[\w-]{1,80}$|^team:[\w-]{1,80}#member$|^organization:[\w-]{1,80}#member$/.test(words)
}
