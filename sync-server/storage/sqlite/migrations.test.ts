import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { organisationMigrations } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import { openLogStore } from './sqlite-log-store.ts'

const home = `ws_${'0'.repeat(26)}` as WorkspaceId
const other = `ws_${'1'.repeat(26)}` as WorkspaceId
const replica = (type: string, digit: number) => `${type}_${String(digit).repeat(26)}` as ReplicaId

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-migration-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface OldChange {
  readonly workspace: 1 | 2
  readonly seq: number
  readonly replica: ReplicaId
  readonly author: PrincipalId
  readonly text: string
}

/** As the first release wrote it. */
function writeFirstSchema(file: string, changes: readonly OldChange[]): void {
  const database = new Database(file)
  database.exec(organisationMigrations[0] ?? '')
  database.pragma('user_version = 1')
  const workspace = database.prepare('INSERT INTO workspaces (id, name, created_at, head) VALUES (?, ?, 1, ?)')
  for (const [index, id] of [home, other].entries()) {
    workspace.run(id, 'Home', changes.filter((change) => change.workspace === index + 1).length)
  }
  const insert = database.prepare('INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const { workspace: number, seq, replica: id, author, text } of changes) {
    const kind = id.startsWith('document') ? 'yjs' : 'automerge'
    const hash = createHash('sha256').update(text).digest()
    insert.run(number, seq, id, kind, hash, author, `device of ${author}`, 1_000 + seq, Buffer.from(text))
  }
  database.close()
}

it('[ST12] what the first release wrote is all there, numbered, and known when it comes again', async () => {
  const ada = 'user:ada' as PrincipalId
  const bob = 'user:bob' as PrincipalId
  const changes: readonly OldChange[] = [
    { workspace: 1, seq: 1, replica: replica('document', 0), author: ada, text: 'one' },
    { workspace: 1, seq: 2, replica: replica('task', 0), author: bob, text: 'two' },
    { workspace: 1, seq: 3, replica: replica('document', 0), author: bob, text: 'three' },
    { workspace: 2, seq: 1, replica: replica('document', 0), author: ada, text: 'elsewhere' },
  ]
  const file = join(folder, 'org.sqlite')
  writeFirstSchema(file, changes)
  const database = openDatabase(file, organisationMigrations)
  const log = openLogStore(database)

  const page = await log.page(home, { after: 0, maxBytes: 1_000, maxChanges: 10 })
  expect(page).toMatchObject({ head: 3, floor: 0 })
  expect(page.changes.map((change) => ({ ...change, bytes: Buffer.from(change.bytes).toString() }))).toEqual(
    changes.slice(0, 3).map(({ seq, replica: id, author, text }) => ({
      seq,
      replica: id,
      author,
      bytes: text,
      kind: id.startsWith('document') ? 'yjs' : 'automerge',
      device: `device of ${author}`,
      timeMs: 1_000 + seq,
    })),
  )
  const document = await log.ofReplica(home, replica('document', 0))
  expect(document).toMatchObject({ kind: 'yjs', lastSeq: 3, changedAt: 1_003, changedBy: bob })
  expect(document?.chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(['one', 'three'])
  expect((await log.ofReplica(other, replica('document', 0)))?.chunks).toHaveLength(1)

  const again = (text: string, seq: number) => ({
    workspace: home,
    replica: replica('document', 0),
    kind: 'yjs' as const,
    bytes: Buffer.from(text),
    hash: createHash('sha256').update(text).digest(),
    author: ada,
    device: 'device' as DeviceId,
    timeMs: seq,
  })
  expect(await log.append([again('three', 9), again('four', 9), again('one', 9)])).toEqual([
    { seq: 3, isNew: false },
    { seq: 4, isNew: true },
    { seq: 1, isNew: false },
  ])
  database.close()
})
