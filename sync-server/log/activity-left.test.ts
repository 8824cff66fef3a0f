import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { type Script, scriptEngine } from '../ai/testing/script-engine.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
let ana: TestPerson
let workspace: WorkspaceId
const scripts: Record<string, Script> = {}

beforeAll(async () => {
  server = await startTestServer({ engineFor: async () => scriptEngine(scripts) })
  ana = await server.person('ana')
  workspace = await ana.workspace('Plans')
})
afterAll(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

async function did(command: string, input: unknown) {
  const answer = await ana.call('POST', `/api/workspaces/${workspace}/commands/${command}`, input)
  if (answer.status !== 200) throw new Error(`${command}: ${JSON.stringify(answer.body)}`)
  return answer.body.answer
}

/** The agent does it for Ana, who accepts what it only proposes. Answers what the activity tells of it, whenever it is asked. */
async function agentDoes(tool: string, input: object): Promise<() => Promise<ActivityItem>> {
  const words = `Please ${tool} ${JSON.stringify(input).length}`
  let said = ''
  scripts[words] = { calls: [[tool, input]], say: ([answer]) => (said = answer?.text ?? '') }
  await did('assistant.ask', { text: words })
  await server.running.workDone()
  const { proposal } = JSON.parse(said)
  if (proposal) await did('assistant.acceptProposal', { id: proposal })
  const latest = async () => {
    const page = await ana.call('GET', `/api/workspaces/${workspace}/activity?assistant=true&limit=1`)
    return page.body.items as readonly ActivityItem[]
  }
  const [{ id } = { id: '' }] = await latest()
  return async () => {
    const [line] = await latest()
    expect(line?.id).toBe(id)
    return line as ActivityItem
  }
}

const shape = (color: string) => ({
  'shape:1/kind': 'geo@1',
  'shape:1/parent': 'page:1',
  'shape:1/x': 10,
  'shape:1/color': color,
})
const restoredTo = (id: ReplicaId, color: string, fields = {}) => ({ id, state: { fields, drawing: shape(color) } })
const tasks = (count: number): Promise<readonly ReplicaId[]> =>
  Promise.all(Array.from({ length: count }, () => did('tasks.create', { title: 'Paint' })))
/** Renames them all, in one act. */
const renamed = (ids: readonly ReplicaId[]) => ({
  things: ids.map((id) => ({ id, steps: [{ fields: [{ field: 'title', from: 'Paint', to: 'Sand' }], hunks: [] }] })),
})
const rename = (ids: readonly ReplicaId[]) => Promise.all(ids.map((id) => did('tasks.rename', { id, title: 'Mine' })))

it('what an agent drew is brought back by the version history alone', async () => {
  const board = await did('whiteboards.create', { title: 'Sketch' })
  const id: ReplicaId = typeof board === 'string' ? board : board.id
  await did('versions.restore', restoredTo(id, 'red'))
  const told = await agentDoes('versions_restore', restoredTo(id, 'blue'))
  expect(await told()).toMatchObject({ fields: ['content'], canUndo: false, onlyByHistory: true })
  const steps = await ana.call('GET', `/api/workspaces/${workspace}/activity/${(await told()).id}/undo`)
  const undone = await ana.call('POST', `/api/workspaces/${workspace}/commands/versions.takeBack`, steps.body)
  expect([steps.status, undone.status, undone.body.code]).toEqual([200, 409, 'nothing-to-take-back'])
})

it('of a board that it also named, the name can be taken back', async () => {
  const board = await did('whiteboards.create', { title: 'Sketch' })
  const id: ReplicaId = typeof board === 'string' ? board : board.id
  const told = await agentDoes('versions_restore', restoredTo(id, 'green', { title: 'Drawing' }))
  const line = await told()
  expect(line.fields.toSorted()).toEqual(['content', 'title'])
  expect(line).toMatchObject({ canUndo: true })
  expect(line).not.toHaveProperty('onlyByHistory')
})

it('of many things, those that somebody has changed since are told, however many the act had', async () => {
  const ids = await tasks(40)
  const told = await agentDoes('versions_takeBack', renamed(ids))
  expect((await told()).things).toHaveLength(40)
  expect(await told()).toMatchObject({ canUndo: true })
  expect(await told()).not.toHaveProperty('changedSince')
  await rename(ids.slice(3, 6))
  expect((await told()).changedSince?.toSorted()).toEqual(ids.slice(3, 6).toSorted())
  expect(await told()).toMatchObject({ canUndo: true })
})

it('nothing is left of an act whose things all have been changed, and more than are looked at are not judged', async () => {
  const few = await tasks(3)
  const told = await agentDoes('versions_takeBack', renamed(few))
  await rename(few)
  expect(await told()).toMatchObject({ canUndo: false })
  const many = await tasks(26)
  const ofMany = await agentDoes('versions_takeBack', renamed(many))
  await rename(many.slice(0, 25))
  expect((await ofMany()).changedSince).toHaveLength(25)
  await rename(many.slice(25))
  expect(await ofMany()).toMatchObject({ canUndo: true })
  expect(await ofMany()).not.toHaveProperty('changedSince')
})
