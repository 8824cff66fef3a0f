import { expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

it('health answers from the first moment that somebody can ask, and says no from the moment the server is to end', async () => {
  const server = await startTestServer()
  const ask = () => fetch(`${server.url}/health`)
  expect(await (await ask()).json()).toEqual({ status: 'ok' })
  const person = await server.person('ada')
  const device = await person.device()
  // Who does not answer the goodbye is waited for a while, and health can be asked meanwhile.
  device.socket.pause()
  const closing = server.close()
  const answer = await ask()
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'closing' }])
  device.socket.terminate()
  await closing
  await expect(ask()).rejects.toThrow('fetch failed')
})
