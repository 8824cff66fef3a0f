import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { differenceFromDescription } from '../testing/described-answer.ts'
import { type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { allRooms, typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { toolBook } from '../ai/tools/tool-box.ts'
import { type Script, scriptEngine } from '../ai/testing/script-engine.ts'
import { startAutomerge } from '../log/automerge-wasm.ts'
import { openLoaded } from '../log/load-replica.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
let ana: TestPerson
let workspace: WorkspaceId
const scripts: Record<string, Script> = {}

beforeAll(async () => {
  await startAutomerge()
  server = await startTestServer({ engineFor: async () => scriptEngine(scripts) })
  ana = await server.person('ana')
  workspace = await ana.workspace('Plans')
})
afterAll(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const idOf = (made: ReplicaId | { id: ReplicaId }): ReplicaId => (typeof made === 'string' ? made : made.id)

async function did(command: string, input: unknown) {
  const answer = await ana.call('POST', `/api/workspaces/${workspace}/commands/${command}`, input)
  if (answer.status !== 200) throw new Error(`${command}: ${JSON.stringify(answer.body)}`)
  return answer.body.answer
}

const made = async (command: string, input: unknown): Promise<ReplicaId> => idOf(await did(command, input))
const task = (more = {}) => made('tasks.create', { title: 'Paint', ...more })
const project = () => made('tasks.createProject', { title: 'House' })
const idea = () => made('ideas.capture', { text: 'A #bright thought\nand more' })
const folder = () => made('documents.createFolder', { title: 'Garden' })
const board = () => made('whiteboards.create', { title: 'Sketch' })
const document = () =>
  made('documents.create', { title: 'Plan', tags: ['a'], content: [paragraph('One red word.'), paragraph('Two.')] })
const step = async (id: ReplicaId, text = 'Brush') => (await did('tasks.addChecklistItem', { id, text })) as string
const trashed = async (command: string, id: ReplicaId) => {
  await did(command, { id })
  return { id }
}
const version = async (of: ReplicaId) => made('versions.name', { of, name: 'Draft', blob: blob('a'), at: 1 })
const blob = (letter: string) => letter.repeat(64)
const repeating = () => task({ dueDate: '2026-01-05', repeat: 'FREQ=DAILY' })

/** What an agent gives each command, after what has to be there for it. Whoever adds a command adds how an agent calls it. */
const inputs: Record<string, () => Promise<object>> = {
  'documents.create': async () => ({ title: 'New', content: [paragraph('One')] }),
  'documents.rename': async () => ({ id: await document(), title: 'Other' }),
  // Elsewhere than where it lies an agent may put nothing: that takes the right to share.
  'documents.move': async () => ({ id: await document(), parent: null, position: 'z' }),
  'documents.trash': async () => ({ id: await document() }),
  'documents.restore': async () => trashed('documents.trash', await document()),
  'documents.duplicate': async () => ({ id: await document() }),
  'documents.pin': async () => ({ id: await document(), pinned: true }),
  'documents.setTags': async () => ({ id: await document(), tags: ['b'] }),
  'documents.write': async () => ({ id: await document(), content: [paragraph('Nothing of it.')] }),
  'documents.replaceBlocks': async () => ({ id: await document(), find: 'red', replace: 'blue' }),
  'documents.createFolder': async () => ({ title: 'Shed' }),
  'documents.renameFolder': async () => ({ id: await folder(), title: 'Yard' }),
  'documents.moveFolder': async () => ({ id: await folder(), parent: null, position: 'z' }),
  'documents.trashFolder': async () => ({ id: await folder() }),
  'documents.restoreFolder': async () => trashed('documents.trashFolder', await folder()),
  'ideas.capture': async () => ({ text: 'Another #thought' }),
  'ideas.edit': async () => ({ id: await idea(), text: 'A dull one' }),
  'ideas.setTags': async () => ({ id: await idea(), tags: ['dull'] }),
  'ideas.pin': async () => ({ id: await idea(), pinned: true }),
  'ideas.trash': async () => ({ id: await idea() }),
  'ideas.restore': async () => trashed('ideas.trash', await idea()),
  'ideas.turnIntoTask': async () => ({ id: await idea() }),
  'ideas.turnIntoDocument': async () => ({ id: await idea() }),
  'tasks.create': async () => ({ title: 'Sand', labels: ['home'], dueDate: '2026-01-05' }),
  'tasks.rename': async () => ({ id: await task(), title: 'Sand' }),
  'tasks.setNotes': async () => ({ id: await task({ notes: 'White' }), notes: 'Green' }),
  'tasks.setStatus': async () => ({ id: await task(), status: 'doing' }),
  'tasks.complete': async () => ({ id: await repeating(), today: '2026-01-05' }),
  'tasks.reopen': async () => ({ id: await task({ status: 'done' }) }),
  'tasks.setPriority': async () => ({ id: await task(), priority: 'high' }),
  'tasks.schedule': async () => ({ id: await task(), dueDate: '2026-01-05', dueTime: '10:00' }),
  'tasks.assign': async () => ({ id: await task(), assignee: ana.principal }),
  'tasks.setLabels': async () => ({ id: await task({ labels: ['home'] }), labels: ['shed'] }),
  'tasks.moveToProject': async () => ({ id: await task(), project: await project() }),
  'tasks.move': async () => ({ id: await task(), after: await task() }),
  'tasks.trash': async () => ({ id: await task() }),
  'tasks.restore': async () => trashed('tasks.trash', await task()),
  'tasks.duplicate': async () => ({ id: await task() }),
  'tasks.keepValue': async () => ({ id: await task(), field: 'title', value: 'Sand' }),
  'tasks.repeat': async () => ({ id: await task(), rule: 'FREQ=WEEKLY', today: '2026-01-05' }),
  'tasks.takeBackOccurrence': async () => {
    const id = await repeating()
    await did('tasks.complete', { id, today: '2026-01-05' })
    return { id, occurrence: '2026-01-05' }
  },
  'tasks.addChecklistItem': async () => ({ id: await task(), text: 'Brush' }),
  'tasks.toggleChecklistItem': async () => {
    const id = await task()
    return { id, item: await step(id), done: true }
  },
  'tasks.renameChecklistItem': async () => {
    const id = await task()
    return { id, item: await step(id), text: 'Roller' }
  },
  'tasks.moveChecklistItem': async () => {
    const id = await task()
    await step(id)
    return { id, item: await step(id, 'Roller') }
  },
  'tasks.removeChecklistItem': async () => {
    const id = await task()
    return { id, item: await step(id) }
  },
  'tasks.waitFor': async () => ({ id: await task(), for: await task() }),
  'tasks.stopWaitingFor': async () => {
    const [id, other] = [await task(), await task()]
    await did('tasks.waitFor', { id, for: other })
    return { id, for: other }
  },
  'tasks.createProject': async () => ({ title: 'Hut' }),
  'tasks.renameProject': async () => ({ id: await project(), title: 'Hut' }),
  'tasks.trashProject': async () => ({ id: await project() }),
  'tasks.restoreProject': async () => trashed('tasks.trashProject', await project()),
  'whiteboards.create': async () => ({ title: 'Drawing' }),
  'whiteboards.rename': async () => ({ id: await board(), title: 'Drawing' }),
  'whiteboards.trash': async () => ({ id: await board() }),
  'whiteboards.restore': async () => trashed('whiteboards.trash', await board()),
  'whiteboards.duplicate': async () => ({ id: await board() }),
  'context.set': async () => ({ topics: ['garden'], focus: 'Spring' }),
  'versions.name': async () => ({ of: await document(), name: 'Draft', blob: blob('b'), at: 1 }),
  'versions.rename': async () => ({ id: await version(await document()), name: 'Final' }),
  'versions.remove': async () => ({ id: await version(await document()) }),
  'versions.restore': async () => ({
    id: await document(),
    state: { fields: { title: 'Old' }, content: [paragraph('As it was.')] },
  }),
  'versions.takeBack': async () => ({
    things: [{ id: await task(), steps: [{ fields: [{ field: 'title', from: 'Paint', to: 'Sand' }], hunks: [] }] }],
  }),
}

/** No tool of an agent: it would be asking itself, or accepting what it has proposed. */
const ofTheAssistant = 'assistant'
/** What goes out is no command: it waits for a click that shows where it goes, and can not be called back. */
const commands = allRooms
  .filter(({ name }) => name !== ofTheAssistant)
  .flatMap((room) => room.commands)
  .map(({ name }) => name)

it('every command that an agent can call is tried here', () => {
  expect(Object.keys(inputs).toSorted()).toEqual(commands.toSorted())
  expect(toolBook().filter(({ name }) => name.startsWith(`${ofTheAssistant}_`))).toEqual([])
})

/** Whatever everything says, by what the log holds. */
async function everything(): Promise<ReadonlyMap<ReplicaId, object>> {
  const device = await ana.device()
  const changes = await device.pullAll(workspace)
  await device.close()
  const chunks = Map.groupBy(changes, ({ replica }) => replica)
  return new Map(
    [...chunks].flatMap(([id, own]) => {
      const type = typeOfReplica(id)
      if (!type || privateTypes.has(typeOf(id))) return []
      const replica = openLoaded(type, { id, chunks: own.map(({ bytes }) => bytes), actor: '0'.repeat(32) })
      const said = { fields: replica.fields(), ...(hasContent(replica) && { content: replica.content() }) }
      replica.close()
      return [[id, said] as const]
    }),
  )
}

const feed = async (): Promise<readonly ActivityItem[]> => {
  const page = await ana.call('GET', `/api/workspaces/${workspace}/activity?assistant=true&limit=100`)
  expect(differenceFromDescription('GET /api/workspaces/:id/activity', page)).toBeUndefined()
  return page.body.items
}

/** An agent calls it for Ana, who accepts what it only proposes. Answers what the activity tells of that. */
async function agentDoes(command: string, input: object): Promise<() => Promise<readonly ActivityItem[]>> {
  const before = new Set((await feed()).map(({ assistant }) => assistant?.job))
  const words = `Please ${command}`
  const tool = command === 'documents.replaceBlocks' ? 'documents_edit' : command.replaceAll('.', '_')
  let said = ''
  scripts[words] = { calls: [[tool, input]], say: ([answer]) => (said = answer?.text ?? '') }
  await did('assistant.ask', { text: words })
  await server.running.workDone()
  const { done, proposal } = JSON.parse(said.startsWith('{') ? said : `{"problem":${JSON.stringify(said)}}`)
  if (proposal) await did('assistant.acceptProposal', { id: proposal })
  expect([said, done === true || proposal !== undefined]).toEqual([said, true])
  return async () => (await feed()).filter(({ assistant }) => assistant && !before.has(assistant.job))
}

it.each(commands)('%s, done by an agent, is in the activity and can be taken back there', async (command) => {
  const input = await (inputs[command] as () => Promise<object>)()
  const before = await everything()
  const told = await agentDoes(command, input)
  const lines = await told()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.map(({ act, canUndo }) => [act, canUndo])).toEqual(lines.map(({ act }) => [act, true]))
  for (const { id } of lines) {
    const now = (await told()).find((line) => line.id === id)
    if (!now?.canUndo) continue
    const steps = await ana.call('GET', `/api/workspaces/${workspace}/activity/${id}/undo`)
    expect(steps.status).toBe(200)
    await did('versions.takeBack', steps.body)
  }
  const after = await everything()
  for (const [id, said] of before) expect([id, after.get(id)]).toEqual([id, said])
  for (const [id, said] of after) if (!before.has(id)) expect([id, isNothing(said)]).toEqual([id, true])
  expect((await told()).map(({ act, canUndo, changedSince }) => [act, canUndo, changedSince])).toEqual(
    lines.map(({ act }) => [act, false, undefined]),
  )
})

/** In the trash, or, where there is none, empty. */
function isNothing(said: object): boolean {
  const { createdAt: _, createdBy: __, ...fields } = (said as { fields: Record<string, unknown> }).fields
  return (
    fields.trashedAt !== undefined || Object.values(fields).every((value) => Array.isArray(value) && value.length === 0)
  )
}
