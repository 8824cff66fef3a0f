import { localPrincipal, type PrincipalId, type ReplicaId } from '../../kit/ids.ts'
import { documentType, folderType } from '../../rooms/documents/index.ts'
import { ideaType } from '../../rooms/ideas/index.ts'
import type { Rows } from '../../rooms/room.ts'
import { projectType, taskType } from '../../rooms/tasks/index.ts'
import type { RecordConditions } from './query.ts'

/** Somebody, under every id by which they have written: `local` too, for who made the workspace before there was an account. */
export interface KnownPerson {
  readonly name: string
  readonly principals: readonly PrincipalId[]
  /** Some things were shared with them; they are no member. */
  readonly isGuest?: boolean
}

export interface Named {
  readonly id: ReplicaId
  readonly title: string
}

/** What words of a question can name: what the asker may see, and nothing else. */
export interface Directory {
  readonly me: KnownPerson
  /** All of them, the asker too. */
  readonly people: readonly KnownPerson[]
  readonly projects: readonly Named[]
  readonly folders: readonly Named[]
  readonly labels: readonly string[]
}

export function directoryOf(rows: Rows, who: { me: KnownPerson; people: readonly KnownPerson[] }): Directory {
  const labels = new Map<string, string>()
  const keep = (names: readonly string[]) => {
    for (const name of names) if (!labels.has(name.toLowerCase())) labels.set(name.toLowerCase(), name)
  }
  for (const { value } of rows.of(taskType)) keep(value.labels)
  for (const { value } of rows.of(documentType)) keep(value.tags)
  for (const { value } of rows.of(ideaType)) keep(value.tags)
  const live = <Row extends { id: ReplicaId; value: { title: string; trashedAt: number | undefined } }>(
    all: readonly Row[],
  ) =>
    all.flatMap(({ id, value }) => (value.trashedAt === undefined && value.title ? [{ id, title: value.title }] : []))
  return {
    ...who,
    projects: live(rows.of(projectType)),
    folders: live(rows.of(folderType)),
    labels: [...labels.values()].sort(),
  }
}

export interface NamedMember {
  readonly name: string
  readonly principal: PrincipalId
  readonly role: string
}

/** The asker and the members. What was written before there was an account is its first owner's, unless that is who asks. */
export function knownPeople(me: KnownPerson, members: readonly NamedMember[]): readonly KnownPerson[] {
  const owner = members.find(({ role }) => role === 'owner')
  const others = members
    .filter(({ principal }) => !me.principals.includes(principal))
    .map(({ name, principal }) => {
      const isFirst = principal === owner?.principal && !me.principals.includes(localPrincipal)
      return { name, principals: isFirst ? [principal, localPrincipal] : [principal] }
    })
  return [me, ...others]
}

/** Who is who under which ids. */
export type WhoIsWho = Pick<Directory, 'me' | 'people'>

export function personOf({ people, me }: WhoIsWho, principal: string | undefined): KnownPerson | undefined {
  return [me, ...people].find(({ principals }) => principals.some((each) => each === principal))
}

/** Whoever is named by one of their ids is named by all of them. */
export function withEveryId(where: RecordConditions, who: WhoIsWho): RecordConditions {
  const named = { ...where }
  const everyId = (ids: readonly PrincipalId[]) => [
    ...new Set(ids.flatMap((id) => [id, ...(personOf(who, id)?.principals ?? [])])),
  ]
  for (const field of ['author', 'changedBy', 'owner'] as const) if (named[field]) named[field] = everyId(named[field])
  if (Array.isArray(named.assignee)) named.assignee = everyId(named.assignee)
  if (named.except) named.except = named.except.map((each) => withEveryId(each, who))
  return named
}

export function titleOfPlace({ projects, folders }: Directory, id: string | undefined): string | undefined {
  return [...projects, ...folders].find((each) => each.id === id)?.title
}
