import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let base: string
let paint: string
let [sand, buy] = ['', '']
let workspace: WorkspaceId

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  workspace = await ada.workspace('Boats')
  const [{ organisation }] = (await ada.call('GET', '/api/workspaces')).body.filter(
    (each: { id: string }) => each.id === workspace,
  )
  base = `/api/orgs/${organisation}/${workspace}`
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})
beforeEach(async () => {
  ;[paint, sand, buy] = [await made('Paint'), await made('Sand'), await made('Buy paper')]
})

async function made(title: string, more = {}): Promise<string> {
  return (await ada.call('POST', `${base}/tasks`, { title, ...more })).body.id
}
const put = (id: string, body: object, who: Pick<TestPerson, 'call'> = ada) =>
  who.call('PUT', `${base}/tasks/${id}`, body)
const get = async (id: string) => (await ada.call('GET', `${base}/tasks/${id}`)).body
const run = (name: string, input: object) => ada.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)
const missing = 'task_00000000000000000000000000'

describe('waitsFor', () => {
  it('is written as it is told: what differs begins and ends, and the rest stays', async () => {
    expect((await put(paint, { waitsFor: [sand, buy] })).body.waitsFor.toSorted()).toEqual([sand, buy].toSorted())
    const told = await get(paint)
    const again = await put(paint, told)
    expect([again.status, again.headers.get('etag')]).toEqual([200, told.etag])
    expect((await put(paint, { waitsFor: [...told.waitsFor].reverse() })).headers.get('etag')).toBe(told.etag)
    expect((await put(paint, { waitsFor: [buy, buy] })).body.waitsFor).toEqual([buy])
    expect((await put(paint, { title: 'Paint the boat' })).body.waitsFor).toEqual([buy])
    for (const none of [[], null]) {
      await put(paint, { waitsFor: [sand] })
      expect((await put(paint, { waitsFor: none })).body).not.toHaveProperty('waitsFor')
    }
  })

  it('is there from the beginning of a task that is made with it', async () => {
    const made = await ada.call('PUT', `${base}/tasks/launch-at-last`, { waitsFor: [paint], labels: ['sea'] })
    expect(made).toMatchObject({ status: 201, body: { title: 'launch-at-last', waitsFor: [paint], labels: ['sea'] } })
    const refused = await ada.call('PUT', `${base}/tasks/never-made`, { waitsFor: [paint, missing] })
    expect(refused.body.detail).toBe(`waitsFor: ${missing}: There is no such task.`)
    expect((await ada.call('GET', `${base}/tasks/never-made`)).status).toBe(404)
  })

  it('makes no ring', async () => {
    await put(paint, { waitsFor: [sand] })
    const ring = await put(sand, { waitsFor: [buy, paint] })
    expect(ring).toMatchObject({ status: 409, body: { code: 'waits-in-a-ring' } })
    expect(ring.body.detail).toMatch(new RegExp(`^waitsFor: ${paint}: That task waits for this one already`))
    const itself = await put(sand, { title: 'Sand it', waitsFor: [sand] })
    expect(itself.body.detail).toBe(`waitsFor: ${sand}: A task can not wait for itself.`)
    // All or nothing.
    expect(await get(sand)).toMatchObject({ title: 'Sand' })
    expect(await get(sand)).not.toHaveProperty('waitsFor')
    await put(paint, { waitsFor: [] })
    expect((await put(sand, { waitsFor: [paint] })).status).toBe(200)
  })

  it.each([
    ['what is in the trash', () => run('tasks.trash', { id: buy }), 'That task is in the trash. Restore it first.'],
    [
      'what repeats',
      () => put(buy, { repeat: 'FREQ=DAILY' }),
      'That task repeats, so it is never done for good: nothing can wait for it.',
    ],
  ])('is never %s', async (_what, before, sentence) => {
    await before()
    const answer = await put(paint, { waitsFor: [sand, buy] })
    expect([answer.status, answer.body.detail]).toEqual([409, `waitsFor: ${buy}: ${sentence}`])
    expect(await get(paint)).not.toHaveProperty('waitsFor')
  })

  it('is refused where it is no list of tasks, or names what is not to be seen', async () => {
    const mallory = await server.person('mallory')
    const elsewhere = await mallory.workspace('Elsewhere')
    const command = `/api/workspaces/${elsewhere}/commands/tasks.create`
    const hidden = (await mallory.call('POST', command, { title: 'Hidden' })).body.answer
    const sentenceOf = async (waitsFor: unknown) => (await put(paint, { waitsFor })).body.detail
    expect(await sentenceOf([hidden])).toBe(`waitsFor: ${hidden}: There is no such task.`)
    expect(await sentenceOf([missing])).toBe(`waitsFor: ${missing}: There is no such task.`)
    expect(await sentenceOf(['buy-paper'])).toBe('waitsFor: buy-paper: must be the id of a task')
    expect(await sentenceOf(sand)).toBe('waitsFor: must be ids of tasks')
    expect(await get(paint)).not.toHaveProperty('waitsFor')
  })

  it('of a task that is hidden from whoever writes is as if there were none, and what waited for it goes on', async () => {
    const eve = await server.person('eve')
    await eve.join(workspace, { by: ada, role: 'editor' })
    const hide = `/api/workspaces/${workspace}/sharing/${buy}`
    expect((await ada.call('PATCH', hide, { inherits: false })).status).toBe(204)
    expect((await put(paint, { waitsFor: [buy] }, eve)).body.detail).toBe(`waitsFor: ${buy}: There is no such task.`)
    await put(paint, { waitsFor: [buy] })
    expect((await put(paint, { waitsFor: [buy, sand] }, eve)).status).toBe(200)
    expect((await get(paint)).waitsFor.toSorted()).toEqual([buy, sand].toSorted())
  })

  it('is written by nobody but who may write the task', async () => {
    const [vera, rex, mallory] = [await server.person('vera'), await server.person('rex'), await server.person('mal')]
    await vera.join(workspace, { by: ada, role: 'viewer' })
    await rex.join(workspace, { by: ada, role: 'editor' })
    expect((await put(paint, { waitsFor: [buy] }, rex)).status).toBe(200)
    await ada.call('DELETE', `/api/workspaces/${workspace}/members/${rex.account.id}`)
    const callers = [vera, mallory, rex, openCaller(server.url)]
    const statuses = await Promise.all(callers.map(async (who) => (await put(paint, { waitsFor: [] }, who)).status))
    expect(statuses).toEqual([403, 404, 404, 401])
    expect((await get(paint)).waitsFor).toEqual([buy])
  })
})

describe('repeat', () => {
  it('is written, changed and taken away; what is left out of it stays', async () => {
    const begun = await put(paint, { dueDate: '2026-12-24', repeat: 'FREQ=WEEKLY', repeatFrom: 'done' })
    expect(begun.body).toMatchObject({ dueDate: '2026-12-24', repeat: 'FREQ=WEEKLY', repeatFrom: 'done' })
    const changed = await put(paint, { repeat: 'FREQ=DAILY' })
    expect(changed.body).toMatchObject({ dueDate: '2026-12-24', repeat: 'FREQ=DAILY', repeatFrom: 'done' })
    expect((await put(paint, { repeatFrom: null })).body).not.toHaveProperty('repeatFrom')
    expect((await put(paint, { repeatFrom: 'done' })).body).toMatchObject({ repeat: 'FREQ=DAILY', repeatFrom: 'done' })
    const ended = (await put(paint, { repeat: null, repeatFrom: null })).body
    expect(ended).toMatchObject({ dueDate: '2026-12-24', status: 'todo' })
    expect([ended.repeat, ended.repeatFrom]).toEqual([undefined, undefined])
  })

  it('gives a task without a date its first day', async () => {
    expect((await put(paint, { repeat: 'FREQ=DAILY' })).body.dueDate).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('moves on when it is done, and is done for good when it ends in the same go', async () => {
    await put(paint, { dueDate: '2026-12-24', repeat: 'FREQ=DAILY' })
    expect((await put(paint, { status: 'done' })).body).toMatchObject({ status: 'todo', timesDone: 1 })
    const ended = (await put(paint, { status: 'done', repeat: null })).body
    expect([ended.status, ended.repeat]).toEqual(['done', undefined])
  })

  it.each([
    [{ repeat: 'every week' }, 'repeat: must be a rule such as FREQ=WEEKLY;INTERVAL=2'],
    [{ repeat: 'FREQ=HOURLY' }, 'repeat: this rule is not understood. One that is: FREQ=WEEKLY;INTERVAL=2'],
    [{ repeatFrom: 'done' }, 'repeatFrom: only a task that repeats has it. Write repeat as well.'],
    [{ dueDate: null, dueTime: '14:30' }, 'dueDate: a time of day and a rule of repetition need a date.'],
  ])('%j is refused in a sentence, and nothing of it is written', async (wrong, sentence) => {
    const answer = await put(paint, { title: 'Other', ...wrong })
    expect(answer.body.detail).toBe(sentence)
    expect((await get(paint)).title).toBe('Paint')
  })
})

it('a checklist is told, passed over as it was, and its refusal names the commands that write it', async () => {
  await run('tasks.addChecklistItem', { id: paint, text: 'Open the tin' })
  const told = await get(paint)
  expect((await put(paint, told)).status).toBe(200)
  for (const answer of [
    await put(paint, { checklist: {} }),
    await ada.call('POST', `${base}/tasks`, { title: 'With steps', checklist: told.checklist }),
  ]) {
    expect(answer.body.code).toBe('invalid-input')
    const [, ...named] = answer.body.detail.match(/tasks\.\w+ChecklistItem/g)
    expect(named).toHaveLength(4)
  }
  expect((await put(paint, { createdAt: 1 })).body.detail).toBe('createdAt: this can not be written here.')
})
