import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { author, makeOrganisation, organisationAt, textChange, workspaceAt } from '../../testing/many-organisations.ts'
import type { Storage } from '../storage.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

// Each opening and closing waits for the disk.
vi.setConfig({ testTimeout: 120_000 })

const count = 10
const max = 3
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-many-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (nowMs = 0) =>
  openSqliteStorage(folder, { clock: { now: () => nowMs }, tell: () => undefined, maxOpenOrganisations: max })

/** Every database that is open has a write-ahead log beside it, and one that was closed in order has none. */
function openFiles(): number {
  return readdirSync(join(folder, 'orgs')).filter((name) => name.endsWith('.sqlite-wal')).length
}

async function textsOf(storage: Storage, number: number): Promise<readonly string[]> {
  const { log } = await storage.organisation(organisationAt(number))
  const page = await log.page(workspaceAt(number), { after: 0, maxBytes: 1e9, maxChanges: 1e6 })
  return page.changes.map(({ bytes }) => new TextDecoder().decode(bytes))
}

it('ten organisations with three open: everything is read as it was written, and a store outlasts its file', async () => {
  const storage = open()
  for (let number = 0; number < count; number += 1) await makeOrganisation(storage, number)
  const stores = await Promise.all(
    Array.from({ length: count }, (_, number) => storage.organisation(organisationAt(number))),
  )
  for (let round = 0; round < 4; round += 1) {
    // All at once, so that most of them wait for a file to be closed.
    const appended = await Promise.all(
      stores.map(async ({ log }, number) => {
        const [first] = await log.append([textChange(number, `round ${round} of ${number}`)])
        expect(openFiles()).toBeLessThanOrEqual(max)
        return first
      }),
    )
    expect(appended).toEqual(stores.map(() => ({ seq: round + 1, isNew: true })))
  }
  for (let number = 0; number < count; number += 1) {
    expect(await textsOf(storage, number)).toEqual([0, 1, 2, 3].map((round) => `round ${round} of ${number}`))
    expect(await stores[number]?.relationsOf(author)).toHaveLength(1)
    expect(openFiles()).toBeLessThanOrEqual(max)
  }
  await storage.close()
  expect(openFiles()).toBe(0)
})

it('nothing that was acknowledged is lost when the process is killed while files are opened and closed', async () => {
  const making = open()
  for (let number = 0; number < count; number += 1) await makeOrganisation(making, number)
  await making.close()
  const acknowledged: string[][] = Array.from({ length: count }, () => [])
  for (const enough of [7, 40, 90, 150, 61]) await writeAndKill(acknowledged, enough)
  const storage = open()
  for (let number = 0; number < count; number += 1) {
    const texts = await textsOf(storage, number)
    expect(texts).toEqual(expect.arrayContaining(acknowledged[number] ?? []))
  }
  await storage.close()
})

it('what was closed with nothing left to do is not opened by a start, nor for those who work in the background', async () => {
  const consumer = { name: 'reader', stamp: '1' }
  const restless = async (storage: Storage, nowMs = 0) => ({
    consumer: await storage.restless({ nowMs, consumer }),
    others: await storage.restless({ nowMs }),
  })
  const first = open()
  for (const number of [0, 1]) {
    await makeOrganisation(first, number)
    const { log } = await first.organisation(organisationAt(number))
    await log.append([{ ...textChange(number, 'one'), timeMs: 1_000 }])
    await log.beginAnew(consumer.name, consumer.stamp)
    await log.sorted('now')
  }
  const { log } = await first.organisation(organisationAt(0))
  await log.advance({ consumer: consumer.name, workspace: workspaceAt(0), from: 0, to: 1, effects: [] })
  await first.close()

  const second = open()
  expect(openFiles()).toBe(0)
  expect(await restless(second)).toEqual({ consumer: [organisationAt(1)], others: [] })
  // Another stamp has everything to read; the history window of 90 days ends for both.
  expect(await second.restless({ nowMs: 0, consumer: { ...consumer, stamp: '2' } })).toHaveLength(2)
  expect((await restless(second, 1_000 + 90 * 86_400_000)).others).toHaveLength(2)
  // What is written to is not resting, and is not after a crash either.
  await (await second.organisation(organisationAt(0))).log.append([textChange(0, 'two')])
  expect((await restless(second)).consumer).toEqual([organisationAt(0), organisationAt(1)])
  await second.close()
  const third = open()
  expect((await restless(third)).consumer).toEqual([organisationAt(0), organisationAt(1)])
  await third.close()
})

async function writeAndKill(acknowledged: string[][], enough: number): Promise<void> {
  const script = fileURLToPath(new URL('../../testing/many-organisations.ts', import.meta.url))
  const words = [script, folder, String(count), String(max), `until ${enough}`]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  let heard = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const [, number = '', text = ''] = /^(\d+) \d+ (.*)$/.exec(line) ?? []
    acknowledged[Number(number)]?.push(text)
    heard += 1
    if (heard === enough) child.kill('SIGKILL')
  }
  await gone
}
