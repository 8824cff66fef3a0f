import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServerProcess } from '../sync-server/testing/server-process.ts'
import { signJwt } from '../sync-server/testing/stock-client.ts'
import type { Measure } from './support/measure.ts'
import { processorMs, untilIdle } from './support/processor-time.ts'
import type { ReadJob, ReadResult } from './support/rest-reader.ts'

export const name = 'Reads over REST: one record each, by JWT or API key, checked for each, over kept connections'

const secret = 'a secret that only this bench and its server know'
const records = 1_000
const reader = fileURLToPath(new URL('support/rest-reader.ts', import.meta.url))

/** The server is one process, the callers are another: on a machine of two cores they have one each. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(
    config,
    `organizations: [{ id: acme, workspaces: [{ id: sales }], members: [{ user_id: ada@acme.com, role: admin }, { user_id: bob@acme.com, permissions: ["orgs/acme/sales:r--"] }] }]
auth: { type: jwt, jwt_secret: "${secret}" }`,
  )
  const env = { NEXUS_DATA: join(folder, 'data'), NEXUS_REQUESTS_PER_MINUTE: '100000000' }
  const server = await startServerProcess(env, ['--config', config])
  try {
    const jwt = await signJwt('bob@acme.com', { secret, expiresInS: 3600 })
    const admin = await signJwt('ada@acme.com', { secret, expiresInS: 3600 })
    const paths = await fill(server.url, admin)
    const key = await keyOf(server.url, admin)
    const ask = async (job: Partial<ReadJob>): Promise<Costly> => {
      const before = processorMs(server.pid)
      const result = await read({ url: server.url, paths, token: jwt, connections: 32, seconds: 4, ...job })
      return { ...result, processorUs: ((processorMs(server.pid) - before) * 1_000) / result.reads }
    }
    // Rows and words of what was written are made in the background, which would have one of the two cores.
    await untilIdle(server.pid, 180_000)
    await ask({ seconds: 2 })
    const byJwt = await ask({})
    const byKey = await ask({ token: key })
    const unchanged = await ask({ isConditional: true })
    const lists = await ask({ paths: ['/api/orgs/acme/sales/tasks?limit=50'] })
    return [
      ...measuresOf('a record, by JWT', byJwt),
      ...measuresOf('a record, by API key', byKey),
      ...measuresOf('a record that has not changed (304)', unchanged),
      ...measuresOf('a page of 50 of 1,000 records', lists),
    ]
  } finally {
    await server.kill('SIGTERM')
    await rm(folder, { recursive: true })
  }
}

/** `processorUs`: of the server, for each read; of a machine that has other things to do it says more than the clock. */
interface Costly extends ReadResult {
  readonly processorUs: number
}

function measuresOf(what: string, { perSecond, p50, p99, refused, processorUs }: Costly): Measure[] {
  if (refused > 0) throw new Error(`${what}: ${refused} were refused`)
  return [
    { what, value: perSecond, unit: '/s' },
    { what: `${what}, p50`, value: p50, unit: 'ms' },
    { what: `${what}, p99`, value: p99, unit: 'ms' },
    { what: `${what}, processor time of the server`, value: processorUs, unit: 'µs' },
  ]
}

async function fill(url: string, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const paths = Array.from({ length: records }, (_, at) => `/api/orgs/acme/sales/tasks/task-${at}`)
  for (let at = 0; at < paths.length; at += 20)
    await Promise.all(
      paths
        .slice(at, at + 20)
        .map((path) => fetch(url + path, { method: 'PUT', headers, body: '{"priority":"high"}' })),
    )
  return paths
}

async function keyOf(url: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const made = await fetch(`${url}/api/orgs/acme/keys`, { method: 'POST', headers, body: '{"name":"bench"}' })
  return ((await made.json()) as { token: string }).token
}

async function read(job: ReadJob): Promise<ReadResult> {
  const child = fork(reader)
  child.send(job)
  const [result] = (await once(child, 'message')) as [ReadResult]
  child.disconnect()
  return result
}
