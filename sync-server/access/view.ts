import { createHash } from 'node:crypto'
import { bit } from '#shared/access/bits.ts'
import type { Role } from '#shared/access/roles.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { roleOf, type Standing } from './standing.ts'

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
  /** What those with a role may not read; undefined for guests. */
  readonly hidden?: readonly ReplicaId[]
}

/** undefined: nothing of it. */
export function viewOfStanding({ bits, exceptions = new Map() }: Standing): View | undefined {
  const readable = [...exceptions].filter(([, own]) => own & bit.read).map(([replica]) => replica)
  if (bits & bit.read) return memberView(bits, exceptions)
  if (readable.length === 0) return undefined
  const shared = readable.toSorted()
  return {
    isWhole: false,
    mayRead: (replica) => ((exceptions.get(replica) ?? 0) & bit.read) !== 0,
    stamp: `shared ${digest(shared)}`,
    role: undefined,
    exceptions: shared.filter((replica) => (exceptions.get(replica) ?? 0) & bit.write),
    shared,
  }
}

function memberView(bits: number, exceptions: ReadonlyMap<ReplicaId, number>): View {
  const withheld = [...exceptions].filter(([, own]) => !(own & bit.read)).map(([replica]) => replica)
  const hidden = withheld.toSorted()
  const differing = [...exceptions].filter(([, own]) => own & bit.read && (own & bit.write) !== (bits & bit.write))
  return {
    isWhole: hidden.length === 0,
    mayRead: (replica) => ((exceptions.get(replica) ?? bits) & bit.read) !== 0,
    stamp: hidden.length === 0 ? '' : `without ${digest(hidden)}`,
    role: roleOf(bits),
    exceptions: differing.map(([replica]) => replica).toSorted(),
    hidden,
  }
}

function digest(replicas: readonly ReplicaId[]): string {
  return createHash('sha256').update(replicas.join(' ')).digest('base64url').slice(0, 22)
}
