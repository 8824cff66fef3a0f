import { z } from 'zod'
import { fuse } from '#shared/assistant/search/fuse.ts'
import { answer } from '#shared/assistant/records/answer.ts'
import type { WhoIsWho } from '#shared/assistant/records/directory.ts'
import { wordsOf } from '#shared/assistant/records/matcher.ts'
import { recordQuery } from '#shared/assistant/records/query.ts'
import { schemaOf } from '#shared/assistant/tools/tools-of.ts'
import { isReplicaId, type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Moment } from '#shared/language/moment.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { View } from '#server/access/access.ts'
import type { ThingReader } from '#server/log/thing-reader.ts'
import type { Catalogue } from '#server/resources/catalogue.ts'
import type { Notes } from '#server/resources/notes.ts'
import { meantInWorkspace, searchWorkspace } from '#server/rooms/search/index.ts'
import type { Storage } from '#server/storage/storage.ts'
import { appPathOf } from '#server/tenancy/app-path.ts'
import type { ToolSpec } from '../contract.ts'
import type { Meanings } from '../embeddings/meanings.ts'
import { visibleRows } from './visible-rows.ts'
import { namesIn, type PeoplePorts } from './who-is-who.ts'

export interface ReadPorts extends PeoplePorts {
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly things: ThingReader
  readonly notes: Notes
  readonly meanings: Meanings
}

/** Whose eyes it reads with, and what "today" is there. */
export interface ReadPlace {
  readonly workspace: WorkspaceId
  readonly view: View
  /** Who is charged for what reading costs. */
  readonly asker: PrincipalId
  readonly moment: Moment
  /** Who it knows, under which ids. */
  readonly who: WhoIsWho
}

/** Something that tells and changes nothing. */
export interface ReadTool extends ToolSpec {
  readonly schema: z.ZodType
  /** Something for JSON. `isEmpty`: nothing that anybody has written is in it. */
  run(ports: ReadPorts, place: ReadPlace, input: unknown): Promise<ReadAnswer>
}

export interface ReadAnswer {
  readonly found: unknown
  readonly isEmpty: boolean
}

const maxListed = 50
/** Whose answers are figures and lists. */
export const recordsTool = 'records_query'

export const readTools: readonly ReadTool[] = [
  readTool({
    name: recordsTool,
    description:
      'Count, list or group tasks, documents, ideas and boards by what they are: state, dates, people, labels, places, words of their titles.',
    schema: recordQuery,
    run: async ({ catalogue }, { workspace, view, moment, who }, query) => {
      const shelf = await catalogue.of(workspace)
      if (!shelf) return { found: { total: 0, records: [] }, isEmpty: true }
      const rows = visibleRows(shelf, view)
      const { total, ids, groups } = answer(rows, query, { ...moment, who })
      const records = ids.slice(0, maxListed).map((id) => {
        const { type, value } = shelf.rows.get(id) ?? { type: typeOf(id), value: {} }
        return { id, type, path: appPathOf(workspace, id), ...briefly(value) }
      })
      const counted = groups?.map((group) => ({ key: group.key, total: group.total }))
      const found = { total, records, ...(counted && { groups: counted }) }
      return { found: { ...namesIn(found, who), ...found }, isEmpty: total === 0 }
    },
  }),
  readTool({
    name: 'things_search',
    description:
      'Find documents, ideas and tasks that hold certain words or, where marked `byMeaning`, are near in what they say; best first.',
    schema: z.object({ text: z.string().min(1).max(300), limit: z.int().min(1).max(20).default(8) }),
    run: async (ports, { workspace, view, asker }, { text, limit }) => {
      const question = { workspace, view, typed: text, limit, asker }
      const [found, meant] = [await searchWorkspace(ports, question), await meantInWorkspace(ports, question)]
      const fused = fuse(found.items, meant.items, limit)
      const items = fused.map((each) => ({ ...each, path: appPathOf(workspace, each.id) }))
      return { found: { ...found, items }, isEmpty: items.length === 0 }
    },
  }),
  readTool({
    name: 'things_read',
    description: 'Read one thing whole by its id: a document as Markdown, anything else as its fields.',
    schema: z.object({ id: z.custom<ReplicaId>(isReplicaId, 'must be an id').meta({ type: 'string' }) }),
    run: async ({ things, notes }, { workspace, view, who }, { id }) => {
      if (!view.mayRead(id) || privateTypes.has(typeOf(id))) return missing
      const path = appPathOf(workspace, id)
      if (typeOf(id) === documentType.name) {
        const note = await notes.read(workspace, id)
        return note ? { found: { id, type: documentType.name, path, markdown: note.text }, isEmpty: false } : missing
      }
      const thing = await things.read(workspace, id)
      if (!thing.ok) return missing
      const found = { id, type: thing.value.type, path, ...thing.value.value }
      return { found: { ...namesIn(found, who), ...found }, isEmpty: false }
    },
  }),
  readTool({
    name: 'people_list',
    description: 'Who is in the workspace: names, and the ids that other tools take for people. `asks`: who asks this.',
    schema: z.object({ name: z.string().min(1).max(100).optional() }),
    run: async (_ports, { who: { me, people } }, { name }) => {
      const words = wordsOf(name ?? '')
      const meant = people.filter((each) =>
        words.every((word) => wordsOf(each.name).some((own) => own.startsWith(word))),
      )
      const listed = meant.slice(0, maxListed).map((each) => ({
        id: each.principals[0],
        name: each.name,
        ...(each === me && { asks: true }),
      }))
      // One's own name is nothing that others have written.
      return { found: { total: meant.length, people: listed }, isEmpty: meant.every((each) => each === me) }
    },
  }),
]

const missing: ReadAnswer = { found: { problem: 'There is nothing of that id.' }, isEmpty: true }

function readTool<Schema extends z.ZodType>(tool: {
  name: string
  description: string
  schema: Schema
  run(ports: ReadPorts, place: ReadPlace, input: z.output<Schema>): Promise<ReadAnswer>
}): ReadTool {
  return {
    ...tool,
    input: schemaOf(tool.schema),
    run: (ports, place, input) => tool.run(ports, place, input as z.output<Schema>),
  }
}

const maxField = 200

/** Fields that say something in a list. */
function briefly(value: object): Record<string, unknown> {
  const said = Object.entries(value).filter(([, each]) => each !== undefined && each !== '' && !isEmptyList(each))
  return Object.fromEntries(
    said.map(([name, each]) => [
      name,
      typeof each === 'string' && each.length > maxField ? `${each.slice(0, maxField)}…` : each,
    ]),
  )
}

function isEmptyList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
