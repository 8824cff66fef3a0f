import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { changesOfType, envelopesBefore } from './log-activity.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const home = `ws_${'b'.repeat(26)}` as WorkspaceId
const ada = 'user:ada' as PrincipalId

it('envelopes are read by the key of the changes, of a bounded stretch, newest first, and without what waits in the journal being missed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-envelopes-'))
  const storage = openSqliteStorage(folder)
  const store = await storage.organisation(org)
  await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, ada)
  const change = (at: number) => ({
    workspace: home,
    replica: `task_${String(at % 3).repeat(26)}` as ReplicaId,
    kind: 'automerge' as const,
    bytes: Uint8Array.of(at),
    author: ada,
    device: 'device_a' as DeviceId,
    timeMs: at,
    ...(at === 4 && { agentRun: 'job_1/0/0', onBehalfOf: ada }),
  })
  await store.log.append([1, 2, 3, 4, 5, 6].map(change))
  const found = await store.log.envelopes(home, { before: 6, max: 3 })
  expect(found.map(({ seq, isFirst, agentRun, timeMs, bytes }) => [seq, isFirst, agentRun, timeMs, bytes])).toEqual([
    [5, false, '', 5, 1],
    [4, false, 'job_1/0/0', 4, 1],
    [3, true, '', 3, 1],
  ])
  expect((await store.log.envelopes(home, { before: Number.MAX_SAFE_INTEGER, max: 2 })).map(({ seq }) => seq)).toEqual([
    6, 5,
  ])
  expect(await store.log.firstEnvelope(home, change(2).replica)).toMatchObject({ seq: 2, author: ada })
  expect(await store.log.bytesOf(home, [6, 99, 1])).toMatchObject([{ seq: 6 }, { seq: 1 }])
  const note = { ...change(7), replica: `note_${'9'.repeat(26)}` as ReplicaId }
  await store.log.append([note, change(8), { ...note, bytes: Uint8Array.of(9), timeMs: 9 }])
  await store.log.sorted('now')
  const ofNotes = (stretch: { after: number; upTo: number; max: number }) =>
    store.log.changesOfType(home, 'note', stretch)
  expect(await ofNotes({ after: 0, upTo: 9, max: 5 })).toMatchObject([
    { seq: 7, replica: note.replica, author: ada, timeMs: 7, bytes: Buffer.of(7) },
    { seq: 9, replica: note.replica, author: ada, timeMs: 9, bytes: Buffer.of(9) },
  ])
  expect((await ofNotes({ after: 7, upTo: 9, max: 5 })).map(({ seq }) => seq)).toEqual([9])
  expect((await ofNotes({ after: 0, upTo: 8, max: 5 })).map(({ seq }) => seq)).toEqual([7])
  expect((await ofNotes({ after: 0, upTo: 9, max: 1 })).map(({ seq }) => seq)).toEqual([7])
  await storage.close()
  const [file = ''] = readdirSync(join(folder, 'orgs')).filter((name) => name.endsWith('.sqlite'))
  const database = new Database(join(folder, 'orgs', file), { readonly: true })
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${envelopesBefore}`).all(1, 6, 3) as { detail: string }[]
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^SEARCH changes USING PRIMARY KEY \(workspace=\? AND seq>\? AND seq<\?\)$/),
    expect.stringMatching(/^SEARCH replicas USING INTEGER PRIMARY KEY \(rowid=\?\)/),
  ])
  const typed = database
    .prepare(`EXPLAIN QUERY PLAN ${changesOfType}`)
    .all({ home: 1, after: 1, upTo: 9, type: 'note', max: 1 }) as { detail: string }[]
  expect(typed.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^SEARCH replicas USING INDEX replicas_by_use \(workspace=\? AND last_seq>\?\)$/),
    expect.stringMatching(/^SEARCH changes USING INDEX changes_by_replica \(replica=\? AND seq>\? AND seq<\?\)$/),
    'USE TEMP B-TREE FOR ORDER BY',
  ])
  database.close()
  rmSync(folder, { recursive: true })
})
