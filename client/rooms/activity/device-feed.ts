import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { ActivityAct, ActivityItem } from '#shared/protocol/rest-activity.ts'
import { allTypes } from '#shared/rooms/all-types.ts'
import { ideaTitle } from '#shared/rooms/ideas/index.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'

const kinds = new Set(['document', 'folder', 'idea', 'task', 'project', 'board'])
const maxLines = 200
/** A mark in a row and the time of its latest change are by two clocks. */
const sameMs = 60_000

interface Known {
  readonly title?: unknown
  readonly text?: unknown
  readonly createdAt?: unknown
  readonly createdBy?: unknown
  readonly completedAt?: unknown
  readonly trashedAt?: unknown
}

/** What a device knows of what happened: the latest change of each thing, newest first. Who else changed it before is the server's to tell. */
export function deviceFeed(
  rows: Rows,
  wanted: { readonly who?: string | undefined; readonly kind?: string | undefined },
) {
  const types = allTypes.filter(({ name }) => kinds.has(name))
  return types
    .flatMap((type) => rows.of(type))
    .filter(({ id }) => wanted.kind === undefined || typeOf(id) === wanted.kind)
    .filter(({ changedBy }) => isBy(changedBy, wanted.who))
    .toSorted((a, b) => b.changedAt - a.changedAt)
    .slice(0, maxLines)
    .map(itemOf)
}

function isBy(principal: string, who: string | undefined): boolean {
  if (who === undefined) return true
  return who === 'assistant' ? principal.startsWith('agent:') : principal === who
}

function itemOf({ id, type, value, changedAt, changedBy }: Row): ActivityItem {
  const act = actOf(value as Known, { changedAt, changedBy })
  return {
    id: `${id} ${changedAt}`,
    act,
    type,
    things: [{ id: id as ReplicaId, title: titleIn(value as Known) }],
    fields: [],
    by: changedBy,
    from: changedAt,
    to: changedAt,
    canUndo: false,
  }
}

function actOf(
  { createdAt, createdBy, completedAt, trashedAt }: Known,
  { changedAt, changedBy }: Pick<Row, 'changedAt' | 'changedBy'>,
): ActivityAct {
  const isNow = (at: unknown) => typeof at === 'number' && Math.abs(at - changedAt) < sameMs
  if (isNow(trashedAt)) return 'trashed'
  if (isNow(completedAt)) return 'completed'
  // Somebody else has changed it right after it was made.
  const isMaker = createdBy === undefined || createdBy === changedBy
  return isNow(createdAt) && isMaker ? 'created' : 'changed'
}

function titleIn({ title, text }: Known): string {
  if (typeof title === 'string') return title
  return typeof text === 'string' ? ideaTitle(text) : ''
}
