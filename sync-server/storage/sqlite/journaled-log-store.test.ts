import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { NewChange } from '../log-store.ts'
import { JournalFiles } from './journal-files.ts'
import { openJournaledLogStore } from './journaled-log-store.ts'
import { organisationMigrations } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import { openSorter } from './sorter.ts'
import { openLogStore } from './sqlite-log-store.ts'

let folder: string
const sorter = openSorter()
afterAll(() => sorter.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const workspaces = [0, 1, 2].map((digit) => `ws_${String(digit).repeat(26)}` as WorkspaceId)

function change(id: number, workspace = workspaces[id % 3] as WorkspaceId): NewChange {
  const bytes = new TextEncoder().encode(`change ${id}`)
  return {
    workspace,
    replica: `document_${String(id % 5).repeat(26)}` as ReplicaId,
    kind: 'yjs',
    hash: createHash('sha256').update(bytes).digest(),
    author: `user:${id % 2}` as PrincipalId,
    device: 'device_x' as DeviceId,
    timeMs: 1_000 + id,
    bytes,
    ...(id % 7 === 0 && { agentRun: 'run', onBehalfOf: 'user:0' as PrincipalId }),
  }
}

function open(path = join(folder, 'org.sqlite')) {
  const database = openDatabase(path, organisationMigrations)
  for (const id of workspaces)
    database.prepare('INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, ?, 0)').run(id, 'Home')
  const store = openJournaledLogStore({ database, tables: openLogStore(database), sorter })
  return {
    store,
    database,
    /** The process is gone: nothing is sorted or closed in order. */
    crash: async () => {
      await sorter.release(path)
      database.close()
    },
    close: async () => {
      await store.close()
      database.close()
    },
  }
}

type Store = ReturnType<typeof open>['store']

async function contentOf(store: Store): Promise<readonly string[][]> {
  const all = { after: 0, maxBytes: 1e9, maxChanges: 1e6 }
  const pages = await Promise.all(workspaces.map((id) => store.page(id, all)))
  return pages.map(({ changes, head }) => {
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_change, index) => index + 1))
    expect(head).toBe(changes.length)
    return changes.map(({ bytes, author, timeMs }) => `${new TextDecoder().decode(bytes)} ${author} ${timeMs}`)
  })
}

it('a change that was appended is there after a crash, at the seq that was told, whatever had been sorted', {
  timeout: 60_000,
}, async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }) },
    { weight: 2, arbitrary: fc.constant('sort' as const) },
    { weight: 1, arbitrary: fc.constant('crash' as const) },
    { weight: 1, arbitrary: fc.constant('close' as const) },
  )
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const path = join(folder, `${(run += 1)}.sqlite`)
      let opened = open(path)
      const told = new Map<string, number>()
      for (const each of steps) {
        if (each === 'sort')
          await opened.store.historyOf(workspaces[0] as WorkspaceId, change(0).replica, {
            before: 9,
            maxBytes: 9,
            maxChanges: 9,
          })
        else if (each === 'crash' || each === 'close') {
          await opened[each]()
          opened = open(path)
        } else {
          const entries = each.map((id) => change(id))
          const appended = await opened.store.append(entries)
          entries.forEach((entry, index) => {
            const key = `${entry.workspace}${Buffer.from(entry.hash ?? []).toString('hex')}`
            const seq = appended[index]?.seq ?? 0
            expect(told.get(key) ?? seq).toBe(seq)
            expect(appended[index]?.isNew).toBe(!told.has(key))
            told.set(key, seq)
          })
        }
        expect((await contentOf(opened.store)).flat()).toHaveLength(told.size)
      }
      const before = await contentOf(opened.store)
      await opened.crash()
      opened = open(path)
      expect(await contentOf(opened.store)).toEqual(before)
      await opened.close()
    }),
    { numRuns: fuzzRuns(25) },
  )
})

it('a page joins what is sorted and what is not, within its bounds', async () => {
  const { store, close } = open()
  const home = workspaces[0] as WorkspaceId
  for (let id = 0; id < 10; id += 1) await store.append([change(id, home)])
  await store.historyOf(home, change(0).replica, { before: 9, maxBytes: 9, maxChanges: 9 })
  for (let id = 10; id < 20; id += 1) await store.append([change(id, home)])
  const seqs = async (after: number, maxChanges: number) =>
    (await store.page(home, { after, maxBytes: 1e6, maxChanges })).changes.map(({ seq }) => seq)
  expect(await seqs(8, 4)).toEqual([9, 10, 11, 12])
  expect(await seqs(0, 10)).toHaveLength(10)
  expect(await seqs(19, 5)).toEqual([20])
  expect(await seqs(20, 5)).toEqual([])
  expect((await store.page(home, { after: 9, maxBytes: 1, maxChanges: 5 })).changes).toHaveLength(1)
  await close()
})

it('a record that was torn by a power cut never was, and the next one takes its place', async () => {
  const path = join(folder, 'journal')
  const files = new JournalFiles(path)
  files.recover(0)
  await files.write(Uint8Array.of(1, 1, 1, 1))
  await files.write(Uint8Array.of(2, 2, 2, 2))
  files.close()
  const whole = readFileSync(`${path}-0`)
  for (const torn of [whole.subarray(0, -3), whole.with(whole.length - 2, 0)]) {
    writeFileSync(`${path}-0`, torn)
    const again = new JournalFiles(path)
    expect(again.recover(0).map(({ number }) => number)).toEqual([1])
    expect(await again.write(Uint8Array.of(3))).toBe(2)
    again.close()
    const third = new JournalFiles(path)
    expect(third.recover(0).map(({ number, payload }) => [number, payload[0]])).toEqual([
      [1, 1],
      [2, 3],
    ])
  }
})

it('the files take turns and are used again once what they hold is safe elsewhere', async () => {
  const files = new JournalFiles(join(folder, 'journal'))
  expect(files.recover(0)).toEqual([])
  const payload = new Uint8Array(1_500_000)
  for (let number = 1; number <= 12; number += 1) {
    payload[0] = number
    expect(await files.write(payload)).toBe(number)
    if (files.mustRelease !== undefined) files.release(files.mustRelease)
  }
  files.close()
  const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length)
  expect(Math.max(...sizes)).toBeLessThan(6_100_000)
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(folder, `copy-${name}`))
  const again = new JournalFiles(join(folder, 'copy-journal'))
  const recovered = again.recover(9)
  expect(recovered.map(({ number, payload: { 0: first } }) => [number, first])).toEqual([
    [10, 10],
    [11, 11],
    [12, 12],
  ])
  expect(await again.write(Uint8Array.of(13))).toBe(13)
  again.close()
})

it('without a release the file that rests is not written over', async () => {
  const files = new JournalFiles(join(folder, 'journal'))
  files.recover(0)
  for (let number = 1; number <= 12; number += 1) await files.write(new Uint8Array(1_500_000).fill(number))
  files.close()
  expect(new JournalFiles(join(folder, 'journal')).recover(0)).toHaveLength(12)
})
