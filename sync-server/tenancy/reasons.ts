import type { Tuple } from '#shared/access/tuples.ts'
import type { AccessReasons } from '#server/access/reasons.ts'
import type { SubjectNames } from './subject-names.ts'

/** What things are called in sentences; what has no name for the reader is called by its kind. */
export interface ThingNames {
  get(object: string): string | undefined
}

interface Names {
  readonly subjects: SubjectNames
  readonly things: ThingNames
}

/** Why somebody may or may not, one sentence a step, from the subject to the thing. */
export function stepsOf(reasons: AccessReasons, names: Names): readonly string[] {
  if (reasons.isSuspended) return ['Suspended: what was granted stays, and counts for nothing until that is lifted.']
  if (reasons.isAllowed) return reasons.tuples.map((tuple) => sentence(tuple, names))
  const looked = reasons.missing.map(({ object, relation }) => `Not ${wordOf(relation)} ${thing(object, names)}.`)
  return looked.length > 0 ? [...new Set(looked)] : ['Nothing was granted.']
}

function sentence({ subject, relation, object }: Tuple, names: Names): string {
  if (relation === 'inherit' || relation === 'organization')
    return `${capital(thing(object, names))} is in ${thing(subject, names)}.`
  return `${capital(who(subject, names))} is ${wordOf(relation)} ${thing(object, names)}.`
}

const words: Readonly<Record<string, string>> = {
  admin: 'an administrator of',
  member: 'a member of',
  guest: 'a guest of',
  lead: 'the lead of',
  owner: 'an owner of',
  editor: 'an editor of',
  viewer: 'a viewer of',
  r: 'allowed to read',
  w: 'allowed to write',
  x: 'allowed to run agents on',
}

function wordOf(relation: string): string {
  return words[relation] ?? `${relation.replaceAll('_', ' ')} of`
}

function who(subject: string, names: Names): string {
  const named = names.subjects.get(subject)?.name
  if (named) return subject.startsWith('team:') ? `team ${named}` : named
  return thing(subject, names)
}

const kinds: Readonly<Record<string, string>> = {
  user: 'somebody',
  agent: 'an agent',
  team: 'a team',
  workspace: 'a workspace',
  folder: 'a folder',
  document: 'a document',
  collection: 'this thing',
  service: 'the server',
}

function thing(ref: string, { subjects, things }: Names): string {
  const [object = ''] = ref.split('#')
  if (object.startsWith('organization:')) return subjects.organisation
  const named = things.get(object) ?? (object.startsWith('team:') ? subjects.get(`${object}#member`)?.name : undefined)
  return named ? `“${named}”` : (kinds[object.slice(0, object.indexOf(':'))] ?? object)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
