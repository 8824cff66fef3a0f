import { z } from 'zod'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import type { AnyCommand, RunnableCommand, Row } from '#shared/rooms/room.ts'
import { inOneStep, madeInOneStep, type Step } from './record-steps.ts'
import { writeRepeat, writeWaitsFor } from './task-fields.ts'

/** How things of a kind are written as JSON: by the commands that people use, together, all of them or none. */
export interface RecordForm {
  /** What makes one from the given fields, and what throws one away. */
  readonly create: AnyCommand
  readonly trash: AnyCommand
  /** What changes a field, or several that belong together. */
  readonly changes: readonly FieldChange[]
  /** Names of the title in `create`, for things that are made at a path without saying what they are called. */
  readonly title: string
}

interface FieldChange {
  /** Those that belong together go together, the first one as it is where nothing is said of it. */
  readonly fields: readonly string[]
  readonly command: RunnableCommand
  /** So do the others: the command would take away what is left out. */
  readonly isWhole?: boolean
}

function formOf(
  create: string,
  trash: string,
  { title, ...changes }: Record<string, string> & { title: string },
): RecordForm {
  return {
    create: named(create),
    trash: named(trash),
    title,
    changes: Object.entries(changes).map(([command, fields]) => ({
      command: named(command),
      fields: fields.split(' '),
    })),
  }
}

/** What a task repeats by comes first: done for good is only what does not repeat any more, and the day that is said is the one it gets. */
function withTaskFields({ changes, ...form }: RecordForm): RecordForm {
  return {
    ...form,
    changes: [
      { fields: ['repeat', 'repeatFrom'], command: writeRepeat, isWhole: true },
      ...changes,
      { fields: ['waitsFor'], command: writeWaitsFor },
    ],
  }
}

function named(name: string): AnyCommand {
  const found = commandNamed(name)
  if (!found) throw new Error(`bug: there is no command ${name}`)
  return found
}

/** By the name of the type. Documents are written as Markdown (notes.ts). */
export const recordForms: ReadonlyMap<string, RecordForm> = new Map([
  [
    'task',
    withTaskFields(
      formOf('tasks.create', 'tasks.trash', {
        title: 'title',
        'tasks.rename': 'title',
        'tasks.setNotes': 'notes',
        'tasks.setStatus': 'status',
        'tasks.setPriority': 'priority',
        'tasks.schedule': 'dueDate dueTime',
        'tasks.assign': 'assignee',
        'tasks.setLabels': 'labels',
        'tasks.moveToProject': 'project',
      }),
    ),
  ],
  ['project', formOf('tasks.createProject', 'tasks.trashProject', { title: 'title', 'tasks.renameProject': 'title' })],
  [
    'idea',
    formOf('ideas.capture', 'ideas.trash', {
      title: 'text',
      'ideas.edit': 'text',
      'ideas.setTags': 'tags',
      'ideas.pin': 'pinned',
    }),
  ],
  ['board', formOf('whiteboards.create', 'whiteboards.trash', { title: 'title', 'whiteboards.rename': 'title' })],
  [
    'document',
    formOf('documents.create', 'documents.trash', {
      title: 'title',
      'documents.rename': 'title',
      'documents.setTags': 'tags',
      'documents.pin': 'pinned',
    }),
  ],
  [
    'folder',
    formOf('documents.createFolder', 'documents.trashFolder', { title: 'title', 'documents.renameFolder': 'title' }),
  ],
])

/** What answers tell of a thing as it was: sent back, it is passed over. */
const told = new Set(['id', 'type', 'path', 'etag', 'changedAt', 'changedBy', 'conflicts'])

/** Fields that are told and written in another way. */
const elsewhere: Readonly<Record<string, string>> = {
  checklist:
    'its steps are written one by one, by the commands tasks.addChecklistItem, tasks.renameChecklistItem, tasks.toggleChecklistItem, tasks.moveChecklistItem and tasks.removeChecklistItem: POST /api/workspaces/{id}/commands/{name}.',
}

/** What is left out stays, and so does what is as it was. Refused when another field is none that can be written. */
export function changeRecord(
  { changes }: RecordForm,
  { id, value }: Pick<Row, 'id' | 'value'>,
  body: Readonly<Record<string, unknown>>,
): Outcome<'invalid-input', Step> {
  const before = value as Readonly<Record<string, unknown>>
  const isNews = (name: string) => JSON.stringify(body[name] ?? null) !== JSON.stringify(before[name] ?? null)
  const given = new Set(Object.keys(body).filter((name) => !told.has(name) && isNews(name)))
  const steps = changes.flatMap(({ fields, command, isWhole }): Step[] => {
    const own = fields.filter((name) => given.delete(name))
    if (own.length === 0) return []
    const said = pick(
      body,
      fields.filter((name) => name in body),
    )
    return [{ command, input: { id, ...pick(before, isWhole ? fields : fields.slice(0, 1)), ...said } }]
  })
  const [unknown] = given
  return unknown === undefined ? done(inOneStep(steps)) : unwritable(unknown)
}

export function createRecord(
  { create, changes }: RecordForm,
  body: Readonly<Record<string, unknown>>,
): Outcome<'invalid-input', Step> {
  const known = new Set(changes.flatMap(({ fields }) => fields))
  const names = Object.keys(body).filter((name) => !told.has(name) && body[name] !== null)
  const unknown = names.find((name) => !known.has(name) && name !== 'parent')
  if (unknown !== undefined) return unwritable(unknown)
  // What it is not made with is written right after.
  const taken = create.input instanceof z.ZodObject ? Object.keys(create.input.shape) : []
  const later = changes.flatMap(({ fields, command }): Step[] => {
    const own = fields.filter((name) => names.includes(name) && !taken.includes(name))
    return own.length > 0 ? [{ command, input: pick(body, own) }] : []
  })
  return done(madeInOneStep({ command: create, input: pick(body, names) }, later))
}

function unwritable(name: string) {
  return refused('invalid-input', `${name}: ${elsewhere[name] ?? 'this can not be written here.'}`)
}

function pick(body: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, body[name]]))
}
