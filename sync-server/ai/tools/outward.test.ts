import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ActivityItem, ActivityPage } from '#shared/protocol/rest-activity.ts'
import { outwardActNamed } from '#shared/rooms/outward-acts.ts'
import type { TestPerson } from '#server/testing/test-server.ts'
import { type Asking, startAsking } from '../testing/asking.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let asking: Asking
let ada: TestPerson
/** An editor: may not share. */
let bob: TestPerson
/** Has an account, and nothing else. */
let eve: TestPerson
let plan: ReplicaId

beforeAll(async () => {
  asking = await startAsking()
  ada = asking.ada
  bob = asking.bob
  eve = await asking.server.person('eve')
  plan = await asking.did(ada, 'tasks.create', { title: 'Plan' })
  asking.scripts['Share it'] = {
    calls: [['sharing_share', { id: plan, with: 'Eve@Example.org', may: 'edit', full: true }]],
    say: ([answer]) => answer?.text ?? '',
  }
  asking.scripts['Invite'] = { calls: [['sharing_invite', { email: 'new@example.org' }]] }
})
afterAll(() => asking.close())

const proposalsOf = async (who: TestPerson) => (await asking.get(who, 'proposals')).body.items
const sharingOf = async (place = '') => (await asking.get(ada, `sharing${place}`)).body.grants
const namesOf = async (place = '') => (await sharingOf(place)).map(({ email }: { email: string }) => email).toSorted()

/** What a click does: the very call that stands in the proposal, by whoever clicks. */
async function click(who: TestPerson, { command, input }: { command: string; input: string }) {
  const act = outwardActNamed(command)
  if (!act) throw new Error(command)
  const { method, path, body } = act.door(act.input.parse(JSON.parse(input)))
  return who.call(method, `/api/workspaces/${asking.workspace}/${path}`, body)
}
const note = (who: TestPerson, id: ReplicaId, before?: unknown) =>
  who.call('POST', `/api/workspaces/${asking.workspace}/commands/assistant.noteAccepted`, { id, before })
/** What the activity tells somebody of what reached beyond the workspace. */
const linesOf = async (who: TestPerson, query = '') => {
  const { items, names } = (await asking.get(who, `activity?assistant=true${query}`)).body as ActivityPage
  return { lines: items.filter(({ outward }) => outward), names }
}
/** What the button of such a line does. */
const takeBack = (who: TestPerson, { outward, things }: ActivityItem) =>
  who.call(
    'PUT',
    ['/api/workspaces', asking.workspace, 'sharing', ...things.map(({ id }) => id), outward?.whom].join('/'),
    outward?.before,
  )

describe('sharing that an agent is asked for', () => {
  it('waits with the very thing, address and right, although nothing was read', async () => {
    const before = await namesOf(`/${plan}`)
    const asked = await asking.ask(ada, 'Share it')
    expect((await asking.questionOf(ada, asked)).answer).toContain('"done":false')
    expect(await proposalsOf(ada)).toMatchObject([
      { command: 'sharing.share', effect: 'outward', target: plan, expected: '{}', requester: ada.principal },
    ])
    expect(await proposalsOf(bob)).toEqual([])
    expect(await namesOf(`/${plan}`)).toEqual(before)
    expect((await asking.get(eve, 'proposals')).status).toBe(404)
  })

  it('is not done by accepting it like a change, nor noted by anybody else', async () => {
    const [proposal] = await proposalsOf(ada)
    const accept = (who: TestPerson) =>
      who.call('POST', `/api/workspaces/${asking.workspace}/commands/assistant.acceptProposal`, { id: proposal.id })
    expect((await accept(ada)).status).toBe(409)
    expect((await accept(bob)).status).toBe(409)
    expect((await note(bob, proposal.id)).status).toBe(409)
    expect((await note(eve, proposal.id)).status).toBe(404)
    expect(
      (
        await asking.server
          .visitor()
          .call('POST', `/api/workspaces/${asking.workspace}/commands/assistant.noteAccepted`, { id: proposal.id })
      ).status,
    ).toBe(401)
    // It is no command: no door runs it.
    const run = await ada.call('POST', `/api/workspaces/${asking.workspace}/commands/sharing.share`, { id: plan })
    expect(run.body.code).toBe('unknown-command')
    expect(await proposalsOf(ada)).toHaveLength(1)
  })

  it('is done by the click of who has asked, at the door of the dialog, and is in the log as theirs', async () => {
    const [proposal] = await proposalsOf(ada)
    const { status, body: answer } = await click(ada, proposal)
    expect([status, answer]).toEqual([200, { before: { bits: '---', canShare: false } }])
    expect((await note(ada, proposal.id, answer.before)).status).toBe(200)
    expect(await proposalsOf(ada)).toEqual([])
    expect(await sharingOf(`/${plan}`)).toContainEqual(
      expect.objectContaining({ email: 'eve@example.org', bits: 'rw-', canShare: false, isDirect: true }),
    )
    const seen = await eve.call('GET', `/api/workspaces/${asking.workspace}/sharing/${plan}`)
    expect(seen.status).toBe(403)
    const notesOf = async (action: string) =>
      (await ada.call('GET', `/api/orgs/${asking.organisation}/audit?action=${action}`)).body.items
    expect((await notesOf('grant.written'))[0]).toMatchObject({
      actor: ada.principal,
      object: expect.stringContaining(plan),
      body: { subject: eve.principal, bits: 'rw-' },
    })
    // The log is read for it after a rest.
    const decided = () => notesOf('assistant.proposal-accepted')
    await expect.poll(async () => (await decided()).length, { timeout: 30_000, interval: 200 }).toBe(1)
    const body = { proposal: proposal.id, agent: expect.stringMatching(/^agent:/), for: ada.principal }
    expect(await decided()).toMatchObject([{ actor: ada.principal, body }])
    // A click whose answer was lost is clicked again.
    expect((await click(ada, proposal)).status).toBe(200)
    expect((await note(ada, proposal.id)).status).toBe(200)
  })

  it('stands in the activity of who has asked, and of nobody else, and can be taken back there', async () => {
    const { lines, names } = await linesOf(ada)
    const [line] = lines as [ActivityItem]
    expect(lines).toMatchObject([
      {
        act: 'shared',
        type: 'task',
        things: [{ id: plan, title: 'Plan' }],
        by: ada.principal,
        assistant: { requester: ada.principal, acceptedBy: ada.principal },
        outward: { whom: 'eve@example.org', may: 'edit', before: { bits: '---', canShare: false } },
        canUndo: true,
      },
    ])
    expect(names[line.assistant?.agent ?? '']).toBeTruthy()
    for (const query of [`&thing=${plan}`, '&type=task', `&by=${ada.principal}`])
      expect((await linesOf(ada, query)).lines.map(({ act }) => act)).toEqual(['shared'])
    for (const query of ['&type=document', `&by=${bob.principal}`])
      expect((await linesOf(ada, query)).lines).toEqual([])
    // Bob sees the task; Eve sees nothing of the workspace but the task.
    expect((await linesOf(bob)).lines).toEqual([])
    expect((await linesOf(eve)).lines).toEqual([])
    expect((await asking.server.visitor().call('GET', `/api/workspaces/${asking.workspace}/activity`)).status).toBe(401)
    // It is nothing that a command could take back.
    expect((await asking.get(ada, `activity/${line.id}/undo`)).status).toBe(404)
    expect((await takeBack(eve, line)).status).toBe(403)
    expect((await takeBack(ada, line)).status).toBe(200)
    expect(await namesOf(`/${plan}`)).not.toContain('eve@example.org')
    expect((await linesOf(ada)).lines).toMatchObject([{ act: 'shared', canUndo: false }])
  })

  it('leaves whoever had more what they had, and gives back what they had', async () => {
    const share = (bits: string) =>
      ada.call('PUT', `/api/workspaces/${asking.workspace}/sharing/${plan}/${eve.principal}`, { bits })
    const bitsOf = async () =>
      (await sharingOf(`/${plan}`)).find(({ subject }: { subject: string }) => subject === eve.principal)?.bits
    await share('r--')
    await asking.ask(ada, 'Share it')
    const [proposal] = await proposalsOf(ada)
    const { before } = (await click(ada, proposal)).body
    expect([before, await bitsOf()]).toEqual([{ bits: 'r--', canShare: false }, 'rw-'])
    await note(ada, proposal.id, before)
    const [line] = (await linesOf(ada)).lines as [ActivityItem]
    expect(line).toMatchObject({ canUndo: true, outward: { before } })
    // Somebody has decided something else since.
    await share('rwx')
    expect((await linesOf(ada)).lines[0]).toMatchObject({ canUndo: false })
    await share('rw-')
    expect((await takeBack(ada, line)).status).toBe(200)
    expect(await bitsOf()).toBe('r--')
    const adds = outwardActNamed('sharing.share')?.door({ id: plan, with: eve.principal, may: 'view' })
    await share('rw-')
    await ada.call('PUT', `/api/workspaces/${asking.workspace}/${adds?.path}`, adds?.body)
    expect(await bitsOf()).toBe('rw-')
    await share('---')
  })

  it('is refused at that door to who may not share, and goes on waiting', async () => {
    await asking.ask(bob, 'Invite')
    const [proposal] = await proposalsOf(bob)
    const before = await namesOf()
    const refused = await click(bob, proposal)
    expect([refused.status, refused.body.detail]).toEqual([403, 'Your role in this workspace does not allow that.'])
    expect(await proposalsOf(bob)).toHaveLength(1)
    expect(await namesOf()).toEqual(before)
    // What is put away is not noted as done.
    await asking.did(bob, 'assistant.rejectProposal', { id: proposal.id })
    expect((await note(bob, proposal.id)).status).toBe(409)
  })

  it('invites who has no account, with a link that is the clicker’s alone', async () => {
    await asking.ask(ada, 'Invite')
    const [proposal] = await proposalsOf(ada)
    expect(proposal).toMatchObject({ command: 'sharing.invite', effect: 'outward' })
    const { invitation } = (await click(ada, proposal)).body
    expect(invitation).toMatchObject({ email: 'new@example.org', role: 'guest', token: expect.any(String) })
    expect(JSON.stringify(await proposalsOf(ada))).not.toContain(invitation.token)
    await note(ada, proposal.id)
    const [line] = (await linesOf(ada)).lines as [ActivityItem]
    expect(line).toMatchObject({
      act: 'invited',
      type: 'workspace',
      things: [],
      outward: { whom: 'new@example.org', may: 'view' },
      canUndo: true,
    })
    expect(JSON.stringify(line)).not.toContain(invitation.token)
    expect((await linesOf(bob)).lines).toEqual([])
    expect((await linesOf(ada, `&thing=${plan}`)).lines.map(({ act }) => act)).not.toContain('invited')
    expect((await takeBack(ada, line)).status).toBe(200)
    const opened = await asking.server.visitor().call('GET', `/api/invitations/${invitation.token}`)
    expect(opened.body.code).toBe('invitation-gone')
    expect((await linesOf(ada)).lines[0]).toMatchObject({ act: 'invited', canUndo: false })
  })
})

describe('what can not be proposed', () => {
  it.each([
    ['full access', { with: 'eve@example.org', may: 'full' }],
    ['everyone', { with: 'organization:x#member' }],
    ['a team', { with: 'team:x#member' }],
    ['a path', { with: '../../members' }],
    ['no address', { with: 'eve' }],
  ])('%s', async (_what, input) => {
    asking.scripts['Try'] = { calls: [['sharing_share', { id: plan, ...input }]], say: ([answer]) => `${answer?.ok}` }
    const before = await proposalsOf(ada)
    const asked = await asking.ask(ada, 'Try')
    expect((await asking.questionOf(ada, asked)).answer).toBe('false')
    expect(await proposalsOf(ada)).toEqual(before)
  })

  it('what is hidden, private, or in the trash', async () => {
    const trashed = await asking.did(ada, 'tasks.create', { title: 'Gone' })
    await asking.did(ada, 'tasks.trash', { id: trashed })
    const hidden = await asking.did(ada, 'tasks.create', { title: 'Hidden' })
    const closed = await ada.call('PATCH', `/api/workspaces/${asking.workspace}/sharing/${hidden}`, { inherits: false })
    expect(closed.status).toBe(204)
    const { conversation } = await asking.ask(bob, 'Hello')
    for (const id of [trashed, hidden, conversation, `task_${'0'.repeat(26)}`]) {
      asking.scripts['Try'] = {
        calls: [['sharing_share', { id, with: 'eve@example.org' }]],
        say: ([answer]) => `${answer?.ok}`,
      }
      const asked = await asking.ask(bob, 'Try')
      expect([id, (await asking.questionOf(bob, asked)).answer]).toEqual([id, 'false'])
    }
    expect(await proposalsOf(bob)).toEqual([])
  })
})
