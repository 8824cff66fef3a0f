import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { documentChange, openTestDevice } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
const raws: Socket[] = []
afterEach(async () => {
  for (const raw of raws.splice(0)) raw.destroy()
  await server.close()
})

it('[SY60] peers that vanish without a word are let go of, and others do not notice', async () => {
  server = await startTestServer({ keepAliveMs: 150 })
  const ada = await server.person('ada')
  const workspace = await ada.workspace()
  // Upgraded, then silent for good: no pong, no end, as when a phone loses its network.
  const gone = await Promise.all(Array.from({ length: 50 }, () => halfOpen(ada)))
  const alive = await ada.device()
  await alive.pullAll(workspace)
  await Promise.all(gone.map((raw) => once(raw, 'close')))
  // Two looks have passed; who answers pings is still here and live.
  const writer = await ada.device()
  await writer.push(workspace, [documentChange()])
  expect((await alive.next('changes')).changes).toHaveLength(1)
  expect(server.faults).toEqual([])
})

it('[SY63] five hundred who come back at once are all let in, caught up and live', async () => {
  server = await startTestServer()
  const ada = await server.person('ada')
  const workspace = await ada.workspace()
  await (await ada.device()).push(workspace, [documentChange()])
  const crowd = Array.from({ length: 500 }, () => openTestDevice(server.url, ada.cookie))
  const devices = await Promise.all(crowd)
  const logs = await Promise.all(devices.map((device) => device.pullAll(workspace)))
  expect(logs.every((log) => log.length === 1)).toBe(true)
  const [writer] = devices
  await writer?.push(workspace, [documentChange()])
  const heard = await Promise.all(devices.slice(1).map((device) => device.next('changes')))
  expect(heard.every(({ changes }) => changes[0]?.seq === 2)).toBe(true)
  await Promise.all(devices.map((device) => device.close()))
  expect(server.faults).toEqual([])
})

it('[SY63] a server that is full says so and when to come back, at both doors', async () => {
  server = await startTestServer({ maxConnections: 1 })
  const ada = await server.person('ada')
  const first = await ada.device()
  for (const path of ['/sync', '/y/org/ws/document']) {
    const second = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers: { cookie: ada.cookie } })
    const [code, reason] = (await once(second, 'close')) as [number, Buffer]
    expect([path, code, reason.toString()]).toEqual([path, 4504, 'retry-after=20'])
  }
  await first.close()
})

/** A socket that is upgraded as a browser's is, and then neither reads nor answers what it is asked. */
async function halfOpen(person: TestPerson): Promise<Socket> {
  const { hostname, port, host } = new URL(server.url)
  const raw = connect(Number(port), hostname)
  raws.push(raw)
  raw.on('error', () => undefined)
  raw.write(
    `GET /sync HTTP/1.1\r\nHost: ${host}\r\nCookie: ${person.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const [answer] = (await once(raw, 'data')) as [Buffer]
  expect(answer.toString()).toContain('101 Switching Protocols')
  // Read and thrown away, so that the end of the socket is seen.
  raw.resume()
  return raw
}
