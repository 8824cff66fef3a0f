import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runNexus, startProcess, startServerProcess, type ServerProcess } from '../testing/server-process.ts'
import { openCaller, signUp, testPassword, type TestPerson } from '../testing/test-server.ts'

/**
 * A value that is put into the credential store and used, looked for everywhere that somebody might look: on the disk, in the heap of the
 * processes that had it, in what they said, in exports and in backups.
 */
const canary = `canary-${randomBytes(24).toString('base64url')}`
/** Another one, which is where it is looked for: without it a search that finds nothing shows nothing. */
const decoy = `decoy-${randomBytes(24).toString('base64url')}`
const shapes = (value: string) => [
  value,
  Buffer.from(value).toString('base64').slice(0, -4),
  Buffer.from(value).toString('hex'),
]

let folder: string
let data: string
let heaps: string
let server: ServerProcess
let ada: TestPerson
let org: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-canaries-'))
  data = join(folder, 'data')
  heaps = join(folder, 'heaps')
  mkdirSync(heaps)
  const NODE_OPTIONS = `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${heaps}`
  server = await startServerProcess({ NEXUS_DATA: data, NEXUS_SIGN_UP: 'open', NODE_OPTIONS })
  ada = await signUp(server.url, 'ada')
  org = (await ada.call('POST', '/api/orgs', { name: decoy })).body.id as string
}, 60_000)
afterAll(async () => {
  await server.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

it('a secret of an organisation, and that of a second factor, is in no file, no heap, no line, no export and no backup', {
  timeout: 240_000,
}, async () => {
  const put = await ada.call('PUT', `/api/orgs/${org}/secrets/mail`, { value: canary })
  expect(put.status).toBe(201)
  // Wrong requests and faults are where values end up in logs.
  await ada.call('PUT', `/api/orgs/${org}/secrets/mail`, { value: canary, more: { value: [canary] } })
  await ada.call('PUT', `/api/orgs/${org}/secrets/no%20name`, { value: canary })
  await ada.call('PUT', `/api/orgs/org_none/secrets/mail`, { value: canary })
  const factor = await useSecondFactor()
  process.kill(server.pid, 'SIGUSR2')
  await heapWritten()

  const script = fileURLToPath(new URL('testing/use-secret.ts', import.meta.url))
  const used = startProcess({}, [script, data, org, 'mail', join(heaps, 'use.heapsnapshot')])
  const hash = createHash('sha256').update(canary).digest('hex')
  expect([await used.exit, (await used.output).trim()]).toEqual([0, hash])

  const headers = { cookie: ada.cookie }
  const audit = await (await fetch(`${server.url}/api/orgs/${org}/audit/export`, { headers })).text()
  expect(audit).toContain('secret.used')
  writeFileSync(join(folder, 'audit-export.jsonl'), audit)
  const listed = await (await fetch(`${server.url}/api/orgs/${org}/secrets`, { headers })).text()
  writeFileSync(join(folder, 'answers'), JSON.stringify([put.body, listed]))
  const backup = await runNexus(['backup', join(folder, 'backups'), '--data', data])
  expect(backup.code).toBe(0)
  await server.kill('SIGTERM')
  writeFileSync(join(folder, 'said'), [server.said(), backup.said].join('\n'))

  const hidden = [...shapes(canary), ...factor]
  const found = await filesWith([...hidden, decoy, basename(folder)])
  for (const shape of hidden) expect([shape, found.get(shape)]).toEqual([shape, []])
  // The search itself: the name of the organisation is in its database and the backup, that of the folder in both heaps.
  for (const place of ['data/orgs', 'backups']) expect(found.get(decoy)?.join(' ')).toContain(place)
  expect(found.get(basename(folder))?.filter((file) => file.endsWith('.heapsnapshot'))).toHaveLength(2)
})

/** Turns one on and signs in with it; answers what the server shares with the app, in every shape. */
async function useSecondFactor(): Promise<readonly string[]> {
  const { secret: text } = (await ada.call('POST', '/api/account/two-factor')).body as { secret: string }
  const secret = Secret.fromBase32(text)
  const shown = (at: number) => ({ code: TOTP.generate({ secret, timestamp: at }) })
  expect((await ada.call('POST', '/api/account/two-factor/confirm', shown(Date.now()))).status).toBe(200)
  const elsewhere = openCaller(server.url)
  const first = await elsewhere.call('POST', '/api/session', { email: ada.account.email, password: testPassword })
  const cookie = first.headers.getSetCookie().map((each) => each.split(';')[0])
  // The code of the next half minute: that of this one has been used.
  const second = await elsewhere.call('POST', '/api/session/second-step', shown(Date.now() + 30_000), {
    cookie: cookie.join('; '),
  })
  expect(second.status).toBe(200)
  const bytes = Buffer.from(secret.bytes)
  return [text, bytes.toString('hex'), bytes.toString('base64').slice(0, -1), bytes.toString('latin1')]
}

/** The server does nothing else until its heap is written. */
async function heapWritten(): Promise<void> {
  const end = Date.now() + 120_000
  while (!readdirSync(heaps).some((name) => name.endsWith('.heapsnapshot'))) {
    if (Date.now() > end) throw new Error('no heap was written')
    await fetch(`${server.url}/health`)
  }
  await fetch(`${server.url}/health`)
}

async function filesWith(words: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>(words.map((word) => [word, []]))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  for (const { parentPath, name } of files) {
    const file = join(parentPath, name)
    if (!existsSync(file)) continue
    let tail = Buffer.alloc(0)
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([tail, chunk as Buffer])
      for (const word of words) {
        const where = found.get(word)
        if (where && !where.includes(file) && (bytes.includes(word) || bytes.includes(word, 0, 'latin1')))
          where.push(file)
      }
      tail = bytes.subarray(Math.max(0, bytes.length - 200))
    }
  }
  return found
}
