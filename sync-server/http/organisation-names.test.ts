import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  await ada.workspace('Own')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

/** In the data folder, where organisations are, and outside. */
const files = () =>
  ['.', 'orgs', '..'].flatMap((each) =>
    readdirSync(join(server.dataFolder, each))
      .filter((name) => name.includes('escaped'))
      .map((name) => `${each}/${name}`),
  )

it('[fuzzed names of organisations] what is not there is 404 at every route and makes no file, inside or outside of the data folder', async () => {
  const before = files()
  const routes = server.running.doors.filter(({ url }) => url.includes(':org'))
  expect(routes.length).toBeGreaterThan(40)
  for (const caller of [ada, server.visitor()])
    for (const { method, url } of routes)
      for (const name of ['escaped', '..%2Fescaped', '..%2F..%2Fescaped', '%2e%2e%2Fescaped%00', 'org_escaped']) {
        const path = url
          .replace(':org', name)
          .replaceAll(/:[a-z]+/gi, 'a')
          .replace('*', 'tasks/a')
        const body = ['GET', 'HEAD', 'DELETE'].includes(method) ? undefined : {}
        const { status } = await caller.call(method, path, body)
        expect([method, path, caller === ada ? [404, 422].includes(status) : status]).toEqual([
          method,
          path,
          caller === ada ? true : 401,
        ])
      }
  expect(files()).toEqual(before)
})
