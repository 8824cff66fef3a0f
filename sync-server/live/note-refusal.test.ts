import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditEntry } from '#shared/protocol/rest-admin.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { openStockClient } from '../testing/stock-client.ts'
import { documentChange, newDocument } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let org: string
let workspace: WorkspaceId
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  workspace = await ada.workspace('Plans')
  org = (await ada.call('GET', '/api/workspaces')).body[0].organisation as string
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const refusedTo = async (person: TestPerson) => {
  const query = `action=access.refused&actor=${encodeURIComponent(person.principal)}&limit=200`
  const { items } = (await ada.call('GET', `/api/orgs/${org}/audit?${query}`)).body as { items: AuditEntry[] }
  return items.map(({ object, body }) => `${object} ${String(body?.reason)}`).toReversed()
}

it('what the socket refuses is in the log of the organisation, once for a push', async () => {
  const eve = await server.person('eve')
  const device = await eve.device()
  device.send({ kind: 'subscribe', workspace, cursor: 0 })
  await device.roundTrip()
  await device.push(workspace, [documentChange(), documentChange()])
  await device.roundTrip()
  await device.close()
  expect(await refusedTo(eve)).toEqual(['route:/sync no-access', 'route:/sync no-access'])
})

it('and what a viewer writes, and is not to', async () => {
  const vera = await server.person('vera')
  await vera.join(workspace, { by: ada, role: 'viewer' })
  const device = await vera.device()
  await device.pullAll(workspace)
  await device.push(workspace, [documentChange()])
  await device.roundTrip()
  await device.close()
  expect(await refusedTo(vera)).toEqual(['route:/sync read-only'])
})

it('and what the door of stock clients refuses, however often they come back', async () => {
  const mallory = await server.person('mallory')
  const token = (await mallory.call('POST', '/api/session/token')).body.token as string
  for (let n = 0; n < 30; n += 1) {
    const client = openStockClient(server.url, { path: `${org}/${workspace}`, room: newDocument(), token })
    await client.ended()
    client.close()
  }
  const noted = await refusedTo(mallory)
  expect(new Set(noted)).toEqual(new Set(['route:/y/ no-access']))
  expect(noted.length).toBeLessThanOrEqual(20)
})
