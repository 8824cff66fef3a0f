import type { Scalar } from '../../crdt/fields.ts'
import type { ActivityAct } from '../../protocol/rest-activity.ts'

/** What some changes of a thing have written: of each field what it was set to last (null: taken away), and whether its text or drawing was touched. */
export interface ChangeFacts {
  readonly fields: Readonly<Record<string, Scalar | null>>
  readonly hasContent: boolean
}

export interface Act {
  readonly act: ActivityAct
  /** Of a change, what of the thing it changed. */
  readonly fields: readonly string[]
}

/** Written beside what people do, or told by another act. */
const silent = new Set([
  'position',
  'createdAt',
  'createdBy',
  'source',
  'sourceKey',
  'frontMatter',
  'completedAt',
  'trashedAt',
  'status',
  'occurrences',
])
const places = new Set(['parent', 'project'])

/** What some changes did to a thing, as people would say it. Moving it about in a list is nothing that anybody tells. */
export function actsOf(facts: ChangeFacts, isNew: boolean): readonly Act[] {
  const edit = editOf([facts], isNew)
  return [...(edit ? [edit] : []), ...progressOf(facts.fields, isNew), ...trashOf(facts.fields, isNew)]
}

const edits: ReadonlySet<ActivityAct> = new Set(['created', 'changed', 'renamed', 'moved'])

/** It wrote something; the others say what became of the thing. */
export function isEdit({ act }: Act): boolean {
  return edits.has(act)
}

/** Of an agent also that is told: people see it, and can take it back. */
export function isPlaced({ fields }: ChangeFacts): boolean {
  return fields.position !== undefined
}

/** What was written by several changes, as one. undefined: nothing that anybody tells. */
export function editOf(all: readonly ChangeFacts[], isNew: boolean): Act | undefined {
  if (isNew) return plain('created')
  const changed = [...new Set(all.flatMap(changedFields))]
  if (changed.length === 0) return undefined
  if (changed.every((name) => name === 'title')) return plain('renamed')
  return changed.every((name) => places.has(name)) ? plain('moved') : { act: 'changed', fields: changed.toSorted() }
}

function plain(act: ActivityAct): Act {
  return { act, fields: [] }
}

function changedFields({ fields, hasContent }: ChangeFacts): readonly string[] {
  const named = Object.keys(fields).filter((name) => !silent.has(name))
  // Neither begun nor ended: a state in between.
  if (fields.status === 'doing' || (fields.status === 'todo' && fields.completedAt === undefined)) named.push('status')
  return hasContent ? [...named, 'content'] : named
}

/** A task that repeats is completed by an entry among its occurrences. */
function progressOf({ status, completedAt, occurrences }: ChangeFacts['fields'], isNew: boolean): readonly Act[] {
  if (isNew) return status === 'done' ? [plain('completed')] : []
  if (status === 'done' || (occurrences !== undefined && occurrences !== null)) return [plain('completed')]
  const isReopened = occurrences === null || (status !== undefined && completedAt === null)
  return isReopened ? [plain('reopened')] : []
}

function trashOf({ trashedAt }: ChangeFacts['fields'], isNew: boolean): readonly Act[] {
  if (trashedAt === undefined) return []
  if (trashedAt !== null) return [plain('trashed')]
  return isNew ? [] : [plain('restored')]
}
