import { type Directory, personOf } from '#shared/assistant/records/directory.ts'
import { untitled } from '#shared/assistant/records/facets.ts'
import { dayText } from '#shared/assistant/records/sentence.ts'
import { type PrincipalId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { Moment } from '#shared/language/moment.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { Rows } from '#shared/rooms/room.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { titleOfValue } from '#server/tenancy/title-of.ts'

/** What a text is made of and for whom: everything in it may be read by whoever asked. */
export interface SceneGiven {
  readonly rows: Rows
  readonly directory: Directory
  readonly moment: Moment
  pathOf(id: ReplicaId): string
}

export interface Scene extends SceneGiven {
  /** Its title, which leads to it. */
  linkTo(id: ReplicaId): string
  /** `you`, or a name. */
  nameOf(principal: PrincipalId): string
  /** Somebody's words, in which no sign of Markdown means anything. */
  words(text: string): string
}

export function sceneOf(given: SceneGiven): Scene {
  const { rows, directory, pathOf } = given
  return {
    ...given,
    words: plain,
    linkTo: (id) => {
      const type = typeOfReplica(id)
      const title = titleOfValue(type && rows.get(type, id)?.value) || untitled
      return `[${plain(title)}](${pathOf(id)})`
    },
    nameOf: (principal) => {
      const person = personOf(directory, principal)
      if (person === undefined) return principal.startsWith('agent:') ? 'an agent' : 'somebody'
      return person.principals[0] === directory.me.principals[0] ? 'you' : plain(person.name) || 'somebody'
    },
  }
}

const mostListed = 20

/** Links, one a line; of tasks with their day. */
export function thingList(ids: readonly ReplicaId[], scene: Scene): string {
  const lines = ids.slice(0, mostListed).map((id) => `${scene.linkTo(id)}${dueOf(id, scene)}`)
  const left = ids.length - lines.length
  return bulleted(left > 0 ? [...lines, `… and ${left} more`] : lines)
}

function dueOf(id: ReplicaId, { rows }: Scene): string {
  const task = typeOf(id) === taskType.name ? rows.get(taskType, id)?.value : undefined
  return task?.dueDate !== undefined && task.status !== 'done' ? `, due ${dayText(task.dueDate)}` : ''
}

export function bulleted(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

export function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`
}

export function quoted(text: string): string {
  return `“${plain(text)}”`
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+!|<>~&@:$^=-]/g, String.raw`\$&`)
}
