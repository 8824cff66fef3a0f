import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as A from '@automerge/automerge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { type ServerProcess, startServerProcess } from '../testing/server-process.ts'
import type { TestDevice } from '../testing/test-device.ts'
import { signUp, type TestPerson } from '../testing/test-server.ts'
import { type Attack, hostileChanges, hostileUpdates } from './testing/hostile-bytes.ts'

/** Somebody who may write throws everything at a server in a process of its own, while others work on the same things. */
let server: ServerProcess
let folder: string
let workspace: WorkspaceId
let [ada, eve, bob]: TestPerson[] = []
let [victim, attacker, watcher]: TestDevice[] = []

const document = mintId<ReplicaId>('document', systemRandom)
const task = mintId<ReplicaId>('task', systemRandom)
const typed = new Y.Doc()
let record = A.init<Record<string, unknown>>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-hostile-'))
  server = await startServerProcess({ NEXUS_DATA: folder, NEXUS_SIGN_UP: 'open' })
  ada = await signUp(server.url, 'ada')
  workspace = await ada.workspace()
  eve = await signUp(server.url, 'eve')
  await eve.join(workspace, { by: ada, role: 'editor' })
  bob = await signUp(server.url, 'bob')
  await bob.join(workspace, { by: ada, role: 'viewer' })
  victim = await ada.device()
  attacker = await eve.device()
  watcher = await bob.device()
  typed.getText('t').insert(0, 'hello world')
  record = A.change(record, (draft) => void (draft.title = new A.ImmutableString('A')))
  await stored(victim, [yjs(Y.encodeStateAsUpdate(typed)), automerge(A.getLastLocalChange(record) as Uint8Array)])
}, 120_000)

afterAll(async () => {
  await server.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const yjs = (bytes: Uint8Array): OutgoingChange => ({ replica: document, kind: 'yjs', bytes })
const automerge = (bytes: Uint8Array): OutgoingChange => ({ replica: task, kind: 'automerge', bytes })

async function stored(device: TestDevice | undefined, changes: readonly OutgoingChange[]): Promise<void> {
  const results = (await device?.push(workspace, changes)) ?? []
  expect(results.map((result) => ('seq' in result ? 'stored' : result.refused))).toEqual(changes.map(() => 'stored'))
}

/** Of /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** Processor time of the thread that serves everyone; the clock would also count what else this machine does. */
function busyMs(): number {
  const fields = readFileSync(`/proc/${server.pid}/task/${server.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond
}

/** How long the server is at something else, at worst, while somebody waits for an answer. */
async function worstAnswerMs(during: () => Promise<void>): Promise<number> {
  let [isOver, worstMs] = [false, 0]
  const asking = (async () => {
    while (!isOver) {
      const before = busyMs()
      await watcher?.roundTrip()
      worstMs = Math.max(worstMs, busyMs() - before)
    }
  })()
  await during()
  isOver = true
  await asking
  return worstMs
}

function residentMegabytes(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

async function throwAll(attacks: readonly Attack[], of: (bytes: Uint8Array) => OutgoingChange): Promise<void> {
  const accepted: string[] = []
  for (const { name, bytes, isHarmless } of attacks) {
    const [result] = (await attacker?.push(workspace, [of(bytes)])) ?? []
    if (result && 'seq' in result && !isHarmless) accepted.push(name)
  }
  expect(accepted).toEqual([])
}

// The bytes are made beforehand: this process is busy with it, and would measure itself.
const limits = { answerMs: 1_000, grownMegabytes: 700 } as const

describe('[SY34][SY37][SY39] nothing hostile gets in, and nobody else notices', () => {
  it('Yjs updates', { timeout: 120_000 }, async () => {
    const attacks = hostileUpdates({ victim: typed.clientID, clock: 11 })
    const before = residentMegabytes()
    expect(await worstAnswerMs(() => throwAll(attacks, yjs))).toBeLessThan(limits.answerMs)
    expect(residentMegabytes() - before).toBeLessThan(limits.grownMegabytes)
  })

  it('Automerge changes', { timeout: 120_000 }, async () => {
    const attacks = hostileChanges(A.getLastLocalChange(record) as Uint8Array)
    const before = residentMegabytes()
    expect(await worstAnswerMs(() => throwAll(attacks, automerge))).toBeLessThan(limits.answerMs)
    expect(residentMegabytes() - before).toBeLessThan(limits.grownMegabytes)
  })

  it('and what somebody else had begun before goes through afterwards, to a third', async () => {
    typed.getText('t').insert(11, ', and more')
    record = A.change(record, (draft) => void (draft.title = new A.ImmutableString('B')))
    await stored(victim, [
      yjs(Y.encodeStateAsUpdate(typed, Uint8Array.of(1, ...varUint(typed.clientID), 11))),
      automerge(A.getLastLocalChange(record) as Uint8Array),
    ])
    const log = (await watcher?.pullAll(workspace)) ?? []
    const [doc, merged] = [new Y.Doc(), new Y.Doc()]
    const updates = log.flatMap(({ replica, bytes }) => (replica === document ? [bytes] : []))
    for (const bytes of updates) Y.applyUpdate(doc, bytes)
    Y.applyUpdate(merged, Y.mergeUpdates(updates))
    for (const each of [doc, merged]) expect(textOf(each)).toBe('hello world, and more')
    let read = A.init<Record<string, unknown>>()
    for (const { replica, bytes } of log) if (replica === task) read = A.loadIncremental(read, bytes)
    expect(String(read.title)).toBe('B')
    const harmless = log.filter(({ author }) => author === eve?.principal)
    expect(harmless.every(({ replica }) => replica === document)).toBe(true)
    expect(harmless.length).toBeLessThanOrEqual(1)
    expect(server.said()).not.toMatch(/error|throw|fault/i)
  })

  it('bytes of somebody who may only read are not even looked at', async () => {
    const attacks = hostileUpdates({ victim: typed.clientID, clock: 11 }).filter(({ bytes }) => bytes.length < 1_000)
    const results = await watcher?.push(
      workspace,
      attacks.map(({ bytes }) => yjs(bytes)),
    )
    expect(results?.[0]).toEqual({ refused: 'read-only' })
    expect(results?.every((result) => 'refused' in result)).toBe(true)
  })
})

function textOf(doc: Y.Doc): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
  return doc.getText('t').toString()
}

function varUint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varUint(Math.floor(value / 0x80))]
}
