import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ActivityItem, ActivityPage } from '#shared/protocol/rest-activity.ts'
import { type Script, scriptEngine } from '../ai/testing/script-engine.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'
import { differenceFromDescription } from '../testing/described-answer.ts'

let server: TestServer
let ana: TestPerson
let ben: TestPerson
let viewer: TestPerson
const scripts: Record<string, Script> = {}

beforeAll(async () => {
  server = await startTestServer({ engineFor: async () => scriptEngine(scripts) })
  ana = await server.person('ana')
  ben = await server.person('ben')
  viewer = await server.person('viewer')
})
afterAll(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })

/** A workspace that belongs to Ana, where Ben writes and the viewer reads. */
async function openWorkspace() {
  const workspace = await ana.workspace('Plans')
  await ben.join(workspace, { by: ana, role: 'editor' })
  await viewer.join(workspace, { by: ana, role: 'viewer' })
  const command = (who: TestPerson, name: string, input: unknown) =>
    who.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)
  const did = async (who: TestPerson, name: string, input: unknown) => {
    const answer = await command(who, name, input)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body.answer
  }
  const pageOf = async (who: TestPerson, query = '') => {
    const answer = await who.call('GET', `/api/workspaces/${workspace}/activity${query}`)
    expect([answer.status, answer.body.detail]).toEqual([200, undefined])
    expect(differenceFromDescription('GET /api/workspaces/:id/activity', answer)).toBeUndefined()
    return answer.body as ActivityPage
  }
  const feedOf = async (who: TestPerson, query = '') => (await pageOf(who, query)).items
  const ask = async (who: TestPerson, text: string, script: Script) => {
    scripts[text] = script
    await did(who, 'assistant.ask', { text })
    await server.running.workDone()
  }
  const proposalsOf = async (who: TestPerson) =>
    (await who.call('GET', `/api/workspaces/${workspace}/proposals`)).body.items as { id: ReplicaId }[]
  const undoOf = (who: TestPerson, { id }: Pick<ActivityItem, 'id'>) =>
    who.call('GET', `/api/workspaces/${workspace}/activity/${id}/undo`)
  const rowsOf = async (who: TestPerson, kind: string) => {
    const { organisation } = (await who.call('GET', '/api/workspaces')).body.find(
      ({ id }: { id: WorkspaceId }) => id === workspace,
    )
    return (await who.call('GET', `/api/orgs/${organisation}/${workspace}/${kind}`)).body.items as { title: string }[]
  }
  return { workspace, command, did, pageOf, feedOf, ask, proposalsOf, undoOf, rowsOf }
}

const briefly = (items: readonly ActivityItem[]) =>
  items.map(({ act, by, things }) => [act, by, things.map(({ title }) => title)])

describe('the activity', () => {
  it('tells what people did, as one line an act, newest first', async () => {
    const { did, pageOf } = await openWorkspace()
    const { id: plan } = await did(ana, 'documents.create', { title: 'Plan', content: [paragraph('One')] })
    const { id: folder } = await did(ana, 'documents.createFolder', { title: 'Archive' })
    const tasks: ReplicaId[] = []
    for (const title of ['Paint', 'Sand', 'Varnish']) tasks.push(await did(ben, 'tasks.create', { title }))
    await did(ana, 'documents.rename', { id: plan, title: 'Q3 plan' })
    await did(ben, 'documents.move', { id: plan, parent: folder, position: 'z' })
    for (const id of tasks.slice(0, 2)) await did(ana, 'tasks.complete', { id })
    await did(ana, 'tasks.schedule', { id: tasks[2], dueDate: '2026-12-01' })
    await did(ana, 'tasks.reopen', { id: tasks[0] })
    await did(ben, 'tasks.trash', { id: tasks[1] })
    const { items, names, next } = await pageOf(viewer)
    expect(briefly(items)).toEqual([
      ['trashed', ben.principal, ['Sand']],
      ['reopened', ana.principal, ['Paint']],
      ['changed', ana.principal, ['Varnish']],
      ['completed', ana.principal, ['Paint', 'Sand']],
      ['moved', ben.principal, ['Q3 plan']],
      // The title is a part of her making it.
      ['created', ana.principal, ['Q3 plan']],
      ['created', ben.principal, ['Paint', 'Sand', 'Varnish']],
      ['created', ana.principal, ['Archive']],
    ])
    expect(items[2]).toMatchObject({ fields: ['dueDate'], type: 'task', canUndo: false })
    expect([names[ana.principal], names[ben.principal], next]).toEqual(['ana', 'ben', undefined])
  })

  it('goes page by page and tells nothing twice, and takes filters', async () => {
    const { did, feedOf, pageOf } = await openWorkspace()
    for (let at = 0; at < 7; at += 1) {
      const who = at % 2 === 0 ? ana : ben
      await did(who, 'documents.create', { title: `Note ${at}` })
      await did(who, 'tasks.create', { title: `Task ${at}` })
      await did(at % 2 === 0 ? ben : ana, 'ideas.capture', { text: `Idea ${at}` })
    }
    const all = await feedOf(viewer)
    const seen: ActivityItem[] = []
    let before = ''
    for (let page = 0; page < 20; page += 1) {
      const { items, next } = await pageOf(viewer, `?limit=2${before}`)
      seen.push(...items)
      if (next === undefined) break
      before = `&before=${next}`
    }
    expect(seen).toEqual(all)
    expect((await feedOf(viewer, `?by=${ben.principal}`)).every(({ by }) => by === ben.principal)).toBe(true)
    expect(new Set((await feedOf(viewer, '?type=task')).map(({ type }) => type))).toEqual(new Set(['task']))
    expect(await feedOf(viewer, `?since=${Date.now() + 60_000}`)).toEqual([])
    const [first] = all
    expect(await feedOf(viewer, `?thing=${first?.things[0]?.id}`)).toMatchObject([{ things: [first?.things[0]] }])
  })

  it('tells nobody of what they may not read now, though they could when it happened', async () => {
    const { workspace, did, feedOf, undoOf } = await openWorkspace()
    const { id: secret } = await did(ana, 'documents.create', { title: 'Raise' })
    await did(ana, 'documents.create', { title: 'Open' })
    expect(briefly(await feedOf(viewer))).toEqual([['created', ana.principal, ['Raise', 'Open']]])
    const [told] = await feedOf(ana)
    expect(
      (await ana.call('PATCH', `/api/workspaces/${workspace}/sharing/${secret}`, { inherits: false })).status,
    ).toBe(204)
    expect(briefly(await feedOf(viewer))).toEqual([['created', ana.principal, ['Open']]])
    expect(await feedOf(viewer, `?thing=${secret}`)).toEqual([])
    expect(briefly(await feedOf(ana))).toEqual([['created', ana.principal, ['Raise', 'Open']]])
    expect((await undoOf(viewer, told as ActivityItem)).status).toBe(404)
  })

  it('has a door like every other: strangers, the revoked and the anonymous learn nothing', async () => {
    const { workspace, did, feedOf } = await openWorkspace()
    await did(ana, 'tasks.create', { title: 'Paint' })
    const path = `/api/workspaces/${workspace}/activity`
    const stranger = await server.person('stranger')
    expect((await openCaller(server.url).call('GET', path)).status).toBe(401)
    expect((await stranger.call('GET', path)).status).toBe(404)
    expect(await feedOf(viewer)).toHaveLength(1)
    await ana.call('DELETE', `/api/workspaces/${workspace}/members/${viewer.account.id}`)
    expect((await viewer.call('GET', path)).status).toBe(404)
    expect((await ana.call('GET', `${path}?limit=0`)).body.code).toBe('invalid-input')
    expect((await ana.call('GET', `${path}/1-2/undo`)).status).toBe(404)
    expect((await ana.call('GET', `${path}/nonsense/undo`)).status).toBe(404)
  })
})

describe('what somebody did themselves', () => {
  it('is theirs to take back, and nobody else’s, but for what they wrote', async () => {
    const { did, feedOf, undoOf, rowsOf } = await openWorkspace()
    const task = await did(ana, 'tasks.create', { title: 'Paint' })
    await did(ana, 'tasks.complete', { id: task })
    const { id: plan } = await did(ana, 'documents.create', { title: 'Plan' })
    await did(ana, 'documents.rename', { id: plan, title: 'Q3 plan' })
    await did(ben, 'tasks.setPriority', { id: task, priority: 'high' })
    const mine = await feedOf(ana)
    const by = (items: readonly ActivityItem[]) => items.map(({ act, type, canUndo }) => [act, type, canUndo])
    expect(by(mine)).toEqual([
      ['changed', 'task', false],
      ['created', 'document', true],
      ['completed', 'task', true],
      ['created', 'task', true],
    ])
    expect(by(await feedOf(ben)).map(([, , canUndo]) => canUndo)).toEqual([true, false, false, false])
    expect(by(await feedOf(viewer)).some(([, , canUndo]) => canUndo)).toBe(false)
    const [, , completed] = mine as [ActivityItem, ActivityItem, ActivityItem]
    expect((await undoOf(ben, completed)).status).toBe(404)
    expect((await undoOf(viewer, completed)).status).toBe(404)
    expect((await server.visitor().call('GET', '/api/workspaces/x/activity/1-1/undo')).status).toBe(401)
    await did(ana, 'versions.takeBack', (await undoOf(ana, completed)).body)
    expect(await rowsOf(ana, 'tasks')).toMatchObject([{ title: 'Paint', status: 'todo', priority: 'high' }])
  })

  it('leaves what was written and drawn to the versions', async () => {
    const { did, feedOf } = await openWorkspace()
    const { id: plan } = await did(ben, 'documents.create', { title: 'Plan', content: [paragraph('One')] })
    await did(ana, 'documents.write', { id: plan, content: [paragraph('Two')] })
    expect(await feedOf(ana)).toMatchObject([{ act: 'changed', canUndo: false }, { act: 'created' }])
  })
})

describe('what an agent did', () => {
  it('is told with whose wish it was; undone, tasks that it made go to the trash in one step', async () => {
    const { did, feedOf, ask, undoOf, command, rowsOf } = await openWorkspace()
    const ten = Array.from({ length: 10 }, (_, at) => ['tasks_create', { title: `Task ${at}` }] as const)
    await ask(ben, 'Ten tasks', { calls: ten })
    const [line] = (await feedOf(ana)) as [ActivityItem]
    expect(line).toMatchObject({ act: 'created', type: 'task', canUndo: true, assistant: { requester: ben.principal } })
    expect(line.things).toHaveLength(10)
    expect(line.assistant?.acceptedBy).toBeUndefined()
    expect(await feedOf(ana, '?assistant=true')).toEqual([line])
    expect(await feedOf(viewer)).toEqual([{ ...line, canUndo: false }])
    expect((await undoOf(viewer, line)).status).toBe(404)
    const steps = await undoOf(ana, line)
    expect(steps.status).toBe(200)
    expect((await command(viewer, 'versions.takeBack', steps.body)).status).toBe(403)
    const { changed, kept } = await did(ana, 'versions.takeBack', steps.body)
    expect([changed.length, kept]).toEqual([10, []])
    expect(await rowsOf(ana, 'tasks')).toEqual([])
    const [undone, made] = await feedOf(ana)
    expect(undone).toMatchObject({ act: 'trashed', by: ana.principal, things: { length: 10 } })
    expect(made).toMatchObject({ id: line.id, canUndo: false })
    expect((await command(ana, 'versions.takeBack', steps.body)).body.code).toBe('nothing-to-take-back')
  })

  it('as a proposal is told with agent, requester and who accepted; its block goes back beside what others wrote', async () => {
    const { did, feedOf, ask, proposalsOf, undoOf, command, workspace } = await openWorkspace()
    const { id } = await did(ana, 'documents.create', {
      title: 'Plan',
      content: [paragraph('The budget is open.'), paragraph('We meet on Monday.')],
    })
    const edits = [
      ['is open', 'is 40,000'],
      ['on Monday', 'on Friday'],
    ].map(([find, replace]) => ['documents_edit', { id, find, replace }] as const)
    await ask(ben, 'Edit', { calls: edits })
    for (const proposal of await proposalsOf(ben)) await did(ben, 'assistant.acceptProposal', { id: proposal.id })
    const [line] = (await feedOf(ana)) as [ActivityItem]
    expect(line).toMatchObject({
      act: 'changed',
      by: ben.principal,
      fields: ['content'],
      things: [{ id }],
      assistant: { requester: ben.principal, acceptedBy: ben.principal },
    })
    expect(line.assistant?.agent).toMatch(/^agent:/)
    expect((await feedOf(ana)).map(({ act }) => act)).toEqual(['changed', 'created'])
    // Ana goes on writing: at the end, and in one of the two blocks.
    const { organisation } = (await ana.call('GET', '/api/workspaces')).body.find(
      (each: { id: string }) => each.id === workspace,
    )
    const path = `/api/orgs/${organisation}/${workspace}/documents/plan`
    const write = (text: string) =>
      ana.call('PUT', path, new TextEncoder().encode(text), { 'content-type': 'text/markdown' })
    const textOf = async () =>
      ((await ana.call('GET', path, undefined, { accept: 'text/markdown' })).body as string)
        .split('---\n')
        .at(-1)
        ?.trim()
    expect(await textOf()).toBe('The budget is 40,000.\n\nWe meet on Friday.')
    await write('The budget is 40,000.\n\nWe meet on Friday, at noon.\n\nSigned by all.')
    const steps = await undoOf(ana, line)
    const { changed, kept } = await did(ana, 'versions.takeBack', steps.body)
    expect([changed, kept]).toEqual([[id], [{ id, fields: ['content'] }]])
    expect(await textOf()).toBe('The budget is open.\n\nWe meet on Friday, at noon.\n\nSigned by all.')
    expect((await command(ana, 'versions.takeBack', steps.body)).body.code).toBe('changed-meanwhile')
  })

  it('decisions about it are in the audit log: who, about what, for whom, and no words', async () => {
    const { workspace, did, ask, proposalsOf } = await openWorkspace()
    const { id } = await did(ana, 'documents.create', { title: 'Plan', content: [paragraph('One crimson word.')] })
    const edit = (find: string, replace: string) =>
      ['documents_edit', { id, find, replace, reason: 'Violet.' }] as const
    await ask(ana, 'Decide', { calls: [edit('One', 'Two'), edit('word', 'sentence')] })
    const [first, second] = (await proposalsOf(ana)) as [{ id: ReplicaId }, { id: ReplicaId }]
    await did(ana, 'assistant.rejectProposal', { id: first.id })
    await did(ana, 'assistant.acceptProposal', { id: second.id })
    const { organisation } = (await ana.call('GET', '/api/workspaces')).body.find(
      (each: { id: string }) => each.id === workspace,
    )
    const noted = async () => {
      const { items } = (await ana.call('GET', `/api/orgs/${organisation}/audit?action=assistant.proposal-`)).body
      return items.filter(({ object }: { object: string }) => object === `workspace:${workspace}`)
    }
    await expect.poll(async () => (await noted()).length, { interval: 200 }).toBe(2)
    const about = { agent: expect.stringMatching(/^agent:/), for: ana.principal, job: expect.stringMatching(/^job_/) }
    expect(await noted()).toMatchObject([
      {
        action: 'assistant.proposal-accepted',
        actor: ana.principal,
        body: { ...about, proposal: second.id, things: [id] },
      },
      { action: 'assistant.proposal-rejected', actor: ana.principal, body: { ...about, proposal: first.id } },
    ])
    expect(JSON.stringify(await noted())).not.toMatch(/crimson|violet|two/i)
  })

  it('on fields goes back to what they were, but for those that somebody has set since', async () => {
    const { did, feedOf, ask, undoOf, command, rowsOf } = await openWorkspace()
    const [paint, sand] = [
      await did(ana, 'tasks.create', { title: 'Paint' }),
      await did(ana, 'tasks.create', { title: 'Sand' }),
    ]
    await ask(ana, 'Rename', {
      calls: [
        ['tasks_rename', { id: paint, title: 'Paint it black' }],
        ['tasks_rename', { id: paint, title: 'Paint it blue' }],
        ['tasks_rename', { id: sand, title: 'Sand it' }],
      ],
    })
    const [line] = (await feedOf(ana, '?assistant=true')) as [ActivityItem]
    expect(briefly([line])).toEqual([['renamed', line.assistant?.agent, ['Paint it blue', 'Sand it']]])
    await did(ben, 'tasks.rename', { id: sand, title: 'Sand it twice' })
    const { body } = await undoOf(ben, line)
    expect(await did(ben, 'versions.takeBack', body)).toEqual({
      changed: [paint],
      kept: [{ id: sand, fields: ['title'] }],
    })
    expect((await rowsOf(ana, 'tasks')).map(({ title }) => title).toSorted()).toEqual(['Paint', 'Sand it twice'])
    expect((await command(ben, 'versions.takeBack', body)).body.code).toBe('changed-meanwhile')
    const [, one] = await feedOf(ana, `?thing=${paint}`)
    expect(one).toMatchObject({ things: [{ id: paint }], assistant: { requester: ana.principal } })
    const ofOne = await undoOf(ana, one as ActivityItem)
    expect(ofOne.body.things).toMatchObject([{ id: paint }])
  })
})
