import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { documentChange } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let nowMs: number
let server: TestServer
let ada: TestPerson
let workspace: WorkspaceId
beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 21)
  server = await startTestServer({ clock: { now: () => nowMs } })
  ada = await server.person('ada')
  workspace = await ada.workspace()
})
afterEach(() => server.close())

it.each([
  ['back by a day', -dayMs],
  ['back to 1970', -Date.UTC(2026, 10, 21)],
  ['ahead by an hour', hourMs],
  ['ahead by a day', dayMs],
])('a clock that jumps %s changes neither order nor who is signed in or invited', async (_how, jumpMs) => {
  const invitation = await ada.invite(workspace, 'editor')
  const device = await ada.device()
  const reader = await ada.device()
  await reader.pullAll(workspace)
  await device.push(workspace, [documentChange('before')])
  nowMs += jumpMs
  await device.push(workspace, [documentChange('after')])
  nowMs -= jumpMs
  await device.push(workspace, [documentChange('back again')])
  const live = [await reader.next('changes'), await reader.next('changes'), await reader.next('changes')]
  expect(live.flatMap(({ changes }) => changes.map(({ seq }) => seq))).toEqual([1, 2, 3])

  nowMs += jumpMs
  const again = await (await ada.device()).pullAll(workspace)
  expect(again.map(({ seq }) => seq)).toEqual([1, 2, 3])
  const bob = await server.person('bob')
  const accepted = await bob.call('POST', `/api/invitations/${invitation}/accept`)
  expect(accepted.status).toBe(200)
  expect(server.faults).toEqual([])
})
