import { bit } from '#shared/access/bits.ts'
import { Checker } from '#shared/access/engine/check.ts'
import { explain, type MissingRelation, tuplesOf } from '#shared/access/engine/explain.ts'
import { listSubjects } from '#shared/access/engine/list.ts'
import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { nexusModel } from '#shared/access/nexus-model.ts'
import type { ObjectRef, SubjectRef, Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Storage } from '#server/storage/storage.ts'
import { objectOf, type Target } from './grants.ts'
import { SpecialThings } from './special-things.ts'
import { allBits, bitsOf, isSuspended, standingIn } from './standing.ts'
import { readerOver } from './workspace-reader.ts'

/** What is said of the decisions. It decides nothing, and whoever asks has to be allowed to know. */
export interface Reasoning {
  explain(question: AccessQuestion): Promise<AccessReasons>
  /** Whoever may read or use the thing: single ones, teams, and everybody of the organisation, each with what they may and why. */
  subjectsOf(target: Target): Promise<readonly ReachingSubject[]>
  /** What a principal may read in the organisation, by workspace. */
  listReadable(principal: PrincipalId, organisation: OrganisationId): Promise<readonly ReadableWorkspace[]>
}

export interface AccessQuestion {
  readonly subject: SubjectRef
  readonly action: keyof typeof bit
  readonly target: Target
}

export interface AccessReasons {
  readonly isAllowed: boolean
  readonly isSuspended: boolean
  readonly bits: number
  /** Why yes: the tuples that lead from the subject to the thing, in this order. */
  readonly tuples: readonly Tuple[]
  /** Why no: relations in which the subject was looked for, from the thing upwards. */
  readonly missing: readonly MissingRelation[]
}

export interface ReachingSubject {
  readonly subject: SubjectRef
  readonly bits: number
  /** It stands on this very thing, and can be taken away there. */
  readonly isDirect: boolean
  readonly tuples: readonly Tuple[]
}

export interface ReadableWorkspace {
  readonly workspace: WorkspaceId
  /** Of whatever is not in `exceptions`. */
  readonly bits: number
  readonly exceptions: ReadonlyMap<ReplicaId, number>
}

const relationOf: Readonly<Record<keyof typeof bit, string>> = {
  read: 'can_read',
  write: 'can_write',
  execute: 'can_exec',
  share: 'can_share',
  administer: 'can_administer',
}

export function openReasons(storage: Storage): Reasoning {
  return {
    explain: async ({ subject, action, target }) => {
      const { organisation, workspace } = target
      const store = await storage.organisation(organisation)
      return store.lookAtTuples((tuples): AccessReasons => {
        const reader = readerOver(tuples, workspace)
        const object = objectOf(target)
        const reasons = explain({ model: nexusModel, reader }, { subject, object, relation: relationOf[action] })
        const stopped = isSuspended(tuples, { organisation, principal: subject as string as PrincipalId })
        return {
          isAllowed: reasons.isAllowed && !stopped,
          isSuspended: stopped,
          bits: stopped ? 0 : bitsOf(checkerOf(reader, subject), object, allBits),
          tuples: reasons.isAllowed ? reasons.tuples : [],
          missing: reasons.isAllowed ? [] : reasons.missing,
        }
      })
    },
    subjectsOf: async (target) => {
      const store = await storage.organisation(target.organisation)
      return store.lookAtTuples((tuples) => reaching(readerOver(tuples, target.workspace), objectOf(target)))
    },
    listReadable: async (principal, organisation) => {
      const store = await storage.organisation(organisation)
      return store.lookAtTuples((tuples) =>
        tuples.workspaces().flatMap((workspace): ReadableWorkspace[] => {
          const specials = new SpecialThings(tuples, workspace)
          const standing = standingIn(tuples, { organisation, workspace, principal }, specials)
          const { bits, exceptions = new Map<ReplicaId, number>() } = standing
          return bits > 0 || exceptions.size > 0 ? [{ workspace, bits, exceptions }] : []
        }),
      )
    },
  }
}

interface Kind {
  readonly type: string
  readonly userset?: string
}

const kinds: readonly Kind[] = [
  { type: 'organization', userset: 'member' },
  { type: 'team', userset: 'member' },
  { type: 'user' },
  { type: 'agent' },
  { type: 'service' },
  { type: 'link' },
]

function reaching(reader: TupleReader, object: ObjectRef): readonly ReachingSubject[] {
  const ports = { model: nexusModel, reader }
  const found = new Set<SubjectRef>()
  for (const [, relation] of allBits)
    for (const kind of kinds)
      for (const subject of listSubjects(ports, { object, relation, ...kind })) found.add(subject)
  return [...found].map((subject) => {
    const checker = checkerOf(reader, subject)
    const bits = bitsOf(checker, object, allBits)
    const strongest = allBits.findLast(([each]) => bits & each)?.[1] ?? 'can_read'
    const proof = checker.check(object, bits & bit.read ? 'can_read' : strongest)
    const tuples = proof ? tuplesOf(proof) : []
    return { subject, bits, tuples, isDirect: directRelations.some((each) => reader.has(object, each, subject)) }
  })
}

const directRelations = ['owner', 'editor', 'viewer', 'r', 'w', 'x'] as const

function checkerOf(reader: TupleReader, subject: SubjectRef): Checker {
  return new Checker({ model: nexusModel, reader, subject })
}
