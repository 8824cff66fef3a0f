import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'
import { type Script, scriptEngine } from '../testing/script-engine.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let document: ReplicaId
let scripts: Record<string, Script>

beforeEach(async () => {
  scripts = {}
  server = await startTestServer({ engineFor: async () => scriptEngine(scripts) })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
  const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
  const content = [paragraph('The budget is open.'), paragraph('We meet on Monday.')]
  document = (await did(ada, 'documents.create', { title: 'Plan', content })).id
})
afterEach(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

const command = (who: TestPerson, name: string, input: unknown) =>
  who.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)
const did = async (who: TestPerson, name: string, input: unknown) => {
  const answer = await command(who, name, input)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body.answer
}
const ask = async (who: TestPerson, text: string) => {
  await did(who, 'assistant.ask', { text })
  await server.running.workDone()
}
const proposalsOf = async (who: TestPerson) =>
  (await who.call('GET', `/api/workspaces/${workspace}/proposals`)).body.items
const edits = (...edits: readonly (readonly [find: string, replace: string])[]): Script => ({
  calls: edits.map(([find, replace]) => ['documents_edit', { id: document, find, replace, reason: 'As decided.' }]),
  say: (answers) => answers.map(({ text }) => text).join('\n'),
})
/** By a question, since it is read as the agent reads it. */
const textOf = async (who: TestPerson) => {
  let text = ''
  scripts['Read'] = {
    calls: [['things_read', { id: document }]],
    say: ([answer]) => (text = JSON.parse(answer?.text ?? '{}').markdown ?? ''),
  }
  await ask(who, 'Read')
  return text.split('---\n').at(-1)?.trim()
}

it('what an agent writes into a document waits, hunk by hunk, for whoever asked; accepted in any order it stands there', async () => {
  scripts['Edit'] = edits(['is open', 'is 40,000'], ['on Monday', 'on Friday'], ['', 'Signed by all.'])
  await ask(ada, 'Edit')
  expect(await textOf(ada)).toBe('The budget is open.\n\nWe meet on Monday.')
  expect(await proposalsOf(bob)).toEqual([])
  const waiting = await proposalsOf(ada)
  expect(waiting).toMatchObject(
    Array(3).fill({ command: 'documents.replaceBlocks', target: document, reason: 'As decided.' }),
  )
  const [budget, meeting, signed] = waiting as { id: string }[]
  await did(ada, 'assistant.acceptProposal', { id: signed?.id })
  await did(ada, 'assistant.rejectProposal', { id: meeting?.id })
  await did(ada, 'assistant.acceptProposal', { id: budget?.id })
  expect(await textOf(ada)).toBe('The budget is 40,000.\n\nWe meet on Monday.\n\nSigned by all.')
  expect(await proposalsOf(ada)).toEqual([])
})

it('a hunk whose text somebody has changed is refused, and can be asked for anew', async () => {
  scripts['Edit'] = edits(['is open', 'is 40,000'])
  await ask(ada, 'Edit')
  const [first] = await proposalsOf(ada)
  const [theirs] = await (async () => {
    scripts['Theirs'] = edits(['budget is', 'purse is'])
    await ask(bob, 'Theirs')
    return proposalsOf(bob)
  })()
  await did(bob, 'assistant.acceptProposal', { id: theirs.id })
  const refused = await command(ada, 'assistant.acceptProposal', { id: first.id })
  expect(refused).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } })
  await ask(ada, 'Edit')
  const again = (await proposalsOf(ada)).at(-1)
  await did(ada, 'assistant.acceptProposal', { id: again.id })
  expect(await textOf(ada)).toBe('The purse is 40,000.\n\nWe meet on Monday.')
})

it('words that are not there, and documents that are not for who asked, make no proposal', async () => {
  let said = ''
  const spoken = (script: Script): Script => ({ ...script, say: (answers) => (said = answers[0]?.text ?? '') })
  scripts['Edit'] = spoken(edits(['is shut', 'is open']))
  await ask(ada, 'Edit')
  expect(said).toBe('The document does not say that. Read it again.')
  const hidden = await ada.call('PATCH', `/api/workspaces/${workspace}/sharing/${document}`, { inherits: false })
  expect(hidden.status).toBe(204)
  scripts['Edit'] = spoken(edits(['is open', 'is shut']))
  await ask(bob, 'Edit')
  expect(said).toBe('There is no such document.')
  expect([...(await proposalsOf(ada)), ...(await proposalsOf(bob))]).toEqual([])
})

it('a table is filled row by row, and what Markdown can not say of one is refused with a sentence, not lost', async () => {
  let said = ''
  const cell = (words: string, attrs = {}) => ({
    type: 'tableCell',
    attrs,
    content: [{ type: 'paragraph', ...(words && { content: [{ type: 'text', text: words }] }) }],
  })
  const table = (...rows: readonly (readonly ReturnType<typeof cell>[])[]) => ({
    type: 'table',
    content: rows.map((content) => ({ type: 'tableRow', content })),
  })
  const wide = { colwidth: [240] }
  const plain = table([cell('Part'), cell('Who', wide)], [cell('Roof'), cell('', wide)])
  const merged = table([cell('Both', { colspan: 2 })], [cell('Gutters'), cell('')])
  document = (await did(ada, 'documents.create', { title: 'Who', content: [plain, merged] })).id
  const fill = edits(['| Roof |  |', '| Roof | Ana |'], ['| Gutters |  |', '| Gutters | Ben |'])
  scripts['Fill'] = { ...fill, say: (answers) => (said = answers[1]?.text ?? '') }
  await ask(ada, 'Fill')
  expect(said).toBe(
    'There is something in it that Markdown can not say, such as merged cells, and that would be lost. A person has to change it by hand.',
  )
  const [waiting, ...others] = await proposalsOf(ada)
  expect(others).toEqual([])
  const { hunk } = JSON.parse(waiting.input)
  expect(hunk.before).toHaveLength(1)
  expect(hunk.after[0].content[1].content[1]).toEqual(cell('Ana', wide))
  await did(ada, 'assistant.acceptProposal', { id: waiting.id })
  expect(await textOf(ada)).toContain('| Roof | Ana |')
})
