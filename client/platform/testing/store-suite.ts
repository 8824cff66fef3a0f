import { describe, expect, it } from 'vitest'
import type { AccountId, BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import {
  packFrom,
  type NewChunk,
  type RowWrite,
  type Store,
  type StoredRefusal,
  type StoredWorkspace,
} from '../store.ts'

const local = 'ws_00000000000000000000000001' as WorkspaceId
const synced = 'ws_00000000000000000000000002' as WorkspaceId
const account = 'account_0000000000000000000000' as AccountId
const replica = (number: number) => `task_${String(number).padStart(26, '0')}` as ReplicaId

const workspaces: StoredWorkspace[] = [
  { id: local, name: 'Mine', origin: 'local', cursor: 0, role: 'owner' },
  { id: synced, name: 'Ours', origin: 'synced', cursor: 7, role: 'editor', account },
]

const chunk = (workspace: WorkspaceId, number: number, from: NewChunk['from'] = 'here'): NewChunk => ({
  workspace,
  replica: replica(number),
  kind: 'automerge',
  bytes: Uint8Array.of(number, 1, 2),
  from,
})

const rowWrite = (workspace: WorkspaceId, number: number, title = 'x'): RowWrite => ({
  workspace,
  id: replica(number),
  row: { id: replica(number), type: 'task', value: { title }, changedAt: 1, changedBy: 'local' as PrincipalId },
})

const hashOf = (digit: string) => digit.repeat(64) as BlobHash

const refusalOf = (workspace: WorkspaceId): StoredRefusal => ({
  id: `refusal of ${workspace}`,
  workspace,
  replica: replica(1),
  type: 'task',
  title: 'Buy',
  code: 'no-access',
  at: 5,
  bytes: 3,
  kind: 'automerge',
  chunks: [Uint8Array.of(1, 2, 3)],
  text: 'Buy milk',
})

const titles = (rows: readonly Row[]) =>
  Object.fromEntries(rows.map(({ id, value }) => [Number(id.slice(5)), (value as { title: string }).title]))

/** The rules of `Store`, for every adapter. `open` opens the same device again and again until the next call of `reset`. */
export function describeStore(name: string, { open, reset }: { open(): Promise<Store>; reset(): Promise<void> }): void {
  const fresh = async () => {
    await reset()
    const store = await open()
    await store.write({ workspaces })
    return store
  }

  describe(`store: ${name}`, () => {
    it('[ST1] what is written is there after opening again', async () => {
      const store = await fresh()
      const { ns } = await store.write({
        chunks: [chunk(synced, 1)],
        rows: [rowWrite(synced, 1, 'one')],
        settings: { device: 'device_1' },
      })
      store.close()
      const again = await open()
      const { settings, workspaces: kept, lastN } = await again.load()
      expect(settings.get('device')).toBe('device_1')
      expect(kept).toEqual(expect.arrayContaining(workspaces))
      expect(lastN).toBe(ns[0])
      expect(titles(await again.rows(synced))).toEqual({ 1: 'one' })
      expect(await again.chunksOf(synced, replica(1))).toEqual([
        {
          n: ns[0],
          workspace: synced,
          replica: replica(1),
          kind: 'automerge',
          bytes: Uint8Array.of(1, 1, 2),
          isUnsent: true,
        },
      ])
      again.close()
    })

    it('[ST2] [ST3] chunks come in the order in which they were stored, and of one workspace only', async () => {
      const store = await fresh()
      const { ns } = await store.write({
        chunks: [chunk(synced, 1), chunk(local, 1), chunk(synced, 2), chunk(synced, 1)],
      })
      expect((await store.chunksOf(synced, replica(1))).map(({ n }) => n)).toEqual([ns[0], ns[3]])
      expect((await store.chunksOf(local, replica(1))).map(({ n }) => n)).toEqual([ns[1]])
      store.close()
    })

    it('[ST4] the outbox is read from the oldest, within limits, one chunk at least', async () => {
      const store = await fresh()
      const { ns } = await store.write({ chunks: [1, 2, 3, 4].map((number) => chunk(synced, number)) })
      const numbers = async (maxChunks: number, maxBytes: number) =>
        (await store.unsentChunks(synced, { maxChunks, maxBytes })).map(({ n }) => n)
      expect(await numbers(2, 1000)).toEqual(ns.slice(0, 2))
      expect(await numbers(10, 9)).toEqual(ns.slice(0, 3))
      expect(await numbers(10, 1)).toEqual(ns.slice(0, 1))
      await store.write({ settled: [ns[0] ?? 0, 9999] })
      expect(await numbers(10, 1000)).toEqual(ns.slice(1))
      expect(await store.unsentCounts()).toEqual(new Map([[synced, { chunks: 3, blobs: 0 }]]))
      store.close()
    })

    it('[ST5] compaction replaces what is sent and never touches what is not', async () => {
      const store = await fresh()
      const { ns } = await store.write({ chunks: [chunk(synced, 1), chunk(synced, 1, 'log'), chunk(synced, 1, 'log')] })
      const bytes = Uint8Array.of(9)
      const compact = (replaced: number[]) =>
        store.compact(synced, { replica: replica(1), kind: 'automerge', replaced, bytes })
      expect(await compact([...ns])).toBe(false)
      expect(await compact([ns[1] ?? 0, 12345])).toBe(false)
      expect(await store.chunksOf(synced, replica(1))).toHaveLength(3)
      expect(await compact(ns.slice(1))).toBe(true)
      expect((await store.chunksOf(synced, replica(1))).map((each) => [each.bytes, each.isUnsent])).toEqual([
        [Uint8Array.of(1, 1, 2), true],
        [Uint8Array.of(9), false],
      ])
      store.close()
    })

    it('[ST6] the newest row of each replica is answered, single or packed, before and after folding', async () => {
      const store = await fresh()
      const many = Array.from({ length: packFrom }, (_, index) => index)
      await store.write({ rows: [rowWrite(synced, 0, 'single first')] })
      await store.write({ rows: many.map((number) => rowWrite(synced, number, 'packed')) })
      await store.write({
        rows: [rowWrite(synced, 1, 'newest'), { workspace: synced, id: replica(2), row: undefined }],
      })
      const expectRows = async () => {
        const found = titles(await store.rows(synced))
        expect(found).toMatchObject({ 0: 'packed', 1: 'newest', 3: 'packed' })
        expect(found).not.toHaveProperty('2')
        expect(Object.keys(found)).toHaveLength(packFrom - 1)
        expect(titles(await store.rowsOf(synced, [replica(0), replica(1), replica(2), replica(999)]))).toEqual({
          0: 'packed',
          1: 'newest',
        })
      }
      await expectRows()
      await store.foldRows(synced)
      await expectRows()
      await store.write({ rows: [rowWrite(synced, 3, 'after')] })
      expect(titles(await store.rows(synced))).toMatchObject({ 3: 'after' })
      expect(await store.rows(local)).toEqual([])
      store.close()
    })

    it('[ST7] [ST9] a chunk made here waits to be sent if its workspace is synced; adoption makes everything wait', async () => {
      const store = await fresh()
      const first = await store.write({ chunks: [chunk(local, 1), chunk(synced, 2), chunk(synced, 3, 'log')] })
      expect(first.unsent).toEqual(new Map([[synced, 1]]))
      await store.putBlob({
        workspace: local,
        hash: 'ab' as BlobHash,
        bytes: Uint8Array.of(1),
        type: 'image/png',
        from: 'here',
      })
      expect(await store.unsentBlobs(local)).toEqual([])
      await store.adopt(local, 'owner', account)
      const second = await store.write({ chunks: [chunk(local, 1)] })
      expect(second.unsent).toEqual(new Map([[local, 1]]))
      expect((await store.unsentChunks(local, { maxChunks: 9, maxBytes: 999 })).map(({ n }) => n)).toEqual([
        first.ns[0],
        second.ns[0],
      ])
      expect(await store.unsentBlobs(local)).toEqual(['ab'])
      expect(await store.unsentCounts()).toEqual(
        new Map([
          [local, { chunks: 2, blobs: 1 }],
          [synced, { chunks: 1, blobs: 0 }],
        ]),
      )
      await store.settleBlob(local, 'ab' as BlobHash)
      expect(await store.unsentBlobs(local)).toEqual([])
      expect((await store.load()).workspaces).toContainEqual({ ...workspaces[0], origin: 'synced', account })
      store.close()
    })

    it('[ST7] a workspace whose server lost its log is sent again as a whole', async () => {
      const store = await fresh()
      await store.write({ chunks: [chunk(synced, 1, 'log'), chunk(synced, 2, 'log')] })
      await store.resend(synced)
      expect(await store.unsentCounts()).toEqual(new Map([[synced, { chunks: 2, blobs: 0 }]]))
      expect((await store.load()).workspaces.find(({ id }) => id === synced)?.cursor).toBe(0)
      store.close()
    })

    it('[ST8] a removed workspace leaves nothing behind', async () => {
      const store = await fresh()
      const blob = {
        workspace: synced,
        hash: 'cd' as BlobHash,
        bytes: Uint8Array.of(1),
        type: 'image/png',
        from: 'here',
      } as const
      await store.write({
        chunks: [chunk(synced, 1), chunk(local, 1)],
        rows: [rowWrite(synced, 1), rowWrite(local, 1)],
      })
      await store.putBlob(blob)
      await store.removeWorkspace(synced)
      expect(await store.chunksOf(synced, replica(1))).toEqual([])
      expect(await store.rows(synced)).toEqual([])
      expect(await store.blob(synced, blob.hash)).toBeUndefined()
      expect(await store.unsentCounts()).toEqual(new Map())
      expect((await store.load()).workspaces.map(({ id }) => id)).toEqual([local])
      expect(await store.rows(local)).toHaveLength(1)
      store.close()
    })

    it('[ST10] a patch changes fields of a workspace that is there and makes none', async () => {
      const store = await fresh()
      const gone = 'ws_00000000000000000000000009' as WorkspaceId
      await store.write({
        workspacePatches: [
          { id: synced, cursor: 12 },
          { id: gone, cursor: 1 },
        ],
      })
      const found = (await store.load()).workspaces
      expect(found.find(({ id }) => id === synced)).toEqual({ ...workspaces[1], cursor: 12 })
      expect(found.map(({ id }) => id)).not.toContain(gone)
      store.close()
    })

    it('[ST11] the first principal of an actor stays', async () => {
      const store = await fresh()
      const principal = (name: string) => `user:${name}` as PrincipalId
      await store.write({ actors: [{ workspace: synced, actor: 'aa', principal: principal('ana') }] })
      await store.write({ actors: [{ workspace: synced, actor: 'aa', principal: principal('eve') }] })
      expect(await store.actors(synced)).toEqual(new Map([['aa', 'user:ana']]))
      expect(await store.actors(local)).toEqual(new Map())
      store.close()
    })

    it('[ST12] a writer learns what other tabs have stored since', async () => {
      const one = await fresh()
      const other = await open()
      const { lastN } = await one.load()
      const mine = await one.write({ afterN: lastN, chunks: [chunk(synced, 1)] })
      const theirs = await other.write({ afterN: mine.ns[0] ?? 0, chunks: [chunk(synced, 2)] })
      expect([mine.missed, theirs.missed]).toEqual([[], []])
      const next = await one.write({ afterN: mine.ns[0] ?? 0, chunks: [chunk(synced, 3)] })
      expect(next.missed.map(({ n, replica: id }) => [n, id])).toEqual([[theirs.ns[0], replica(2)]])
      one.close()
      other.close()
    })

    it('[ST13] a cursor that has been set back is not moved on by what was read before', async () => {
      const store = await fresh()
      const cursor = async () => (await store.load()).workspaces.find(({ id }) => id === synced)?.cursor
      await store.write({ cursors: [{ workspace: synced, from: 7, to: 9 }] })
      expect(await cursor()).toBe(9)
      await store.write({ workspacePatches: [{ id: synced, cursor: 3 }] })
      await store.write({ cursors: [{ workspace: synced, from: 9, to: 12 }] })
      expect(await cursor()).toBe(3)
      await store.write({ cursors: [{ workspace: synced, from: 2, to: 4 }] })
      expect(await cursor()).toBe(4)
      store.close()
    })

    it('[ST14] author and time stay with a chunk; a compacted one stands where the last of its parts stood', async () => {
      const store = await fresh()
      const ana = 'user:ana' as PrincipalId
      const { ns } = await store.write({
        chunks: [1, 2, 3, 4].map((at) => ({ ...chunk(synced, 1, 'log'), author: ana, at })),
      })
      const bytes = Uint8Array.of(9)
      const replaced = [ns[0] ?? 0, ns[2] ?? 0]
      await store.compact(synced, { replica: replica(1), kind: 'automerge', replaced, bytes, author: ana, at: 3 })
      const kept = await store.chunksOf(synced, replica(1))
      expect(kept.map(({ n, author, at }) => [n, author, at])).toEqual([
        [ns[1], ana, 2],
        [ns[2], ana, 3],
        [ns[3], ana, 4],
      ])
      expect(kept.map((each) => each.bytes[0])).toEqual([1, 9, 1])
      const next = await store.write({ afterN: ns[3] ?? 0, chunks: [chunk(synced, 1)] })
      expect([next.missed, next.ns.every((n) => n > (ns[3] ?? 0))]).toEqual([[], true])
      store.close()
    })

    it('[ST15] a page of a bootstrap moves only a bootstrap that stands where it was asked for', async () => {
      const store = await fresh()
      const [half, whole] = [
        { asOf: 20, next: 'b', done: 1, total: 2 },
        { asOf: 20, next: '', done: 2, total: 2 },
      ]
      const stands = async () => {
        const found = (await store.load()).workspaces.find(({ id }) => id === synced)
        return [found?.cursor, found?.bootstrap]
      }
      await store.write({ bootstraps: [{ workspace: synced, from: undefined, to: half }] })
      expect(await stands()).toEqual([7, half])
      await store.write({ bootstraps: [{ workspace: synced, from: undefined, to: whole }] })
      expect(await stands()).toEqual([7, half])
      await store.write({ bootstraps: [{ workspace: synced, from: half, to: whole }] })
      expect(await stands()).toEqual([20, whole])
      await store.resend(synced)
      expect(await stands()).toEqual([0, undefined])
      store.close()
    })

    it('[ST16] what is sent again is told apart from what was never sent, until it is settled', async () => {
      const store = await fresh()
      const { ns } = await store.write({ chunks: [chunk(synced, 1), chunk(synced, 1, 'log'), chunk(synced, 2, 'log')] })
      const marks = async (number: number) =>
        (await store.chunksOf(synced, replica(number))).map(({ isUnsent, isResent = false }) => [isUnsent, isResent])
      await store.resendReplica(synced, replica(1))
      expect(await marks(1)).toEqual([
        [true, false],
        [true, true],
      ])
      expect(await marks(2)).toEqual([[false, false]])
      await store.write({ settled: ns })
      expect(await marks(1)).toEqual([
        [false, false],
        [false, false],
      ])
      await store.resend(synced)
      expect([await marks(1), await marks(2)].flat()).toEqual([
        [true, true],
        [true, true],
        [true, true],
      ])
      store.close()
    })

    it('[ST17] tells of which replicas the server has had something', async () => {
      const store = await fresh()
      const { ns } = await store.write({
        chunks: [chunk(synced, 1), chunk(synced, 1), chunk(synced, 2), chunk(synced, 3, 'log')],
      })
      await store.write({ settled: ns.slice(0, 1) })
      await store.write({ chunks: [chunk(local, 4)] })
      expect(await store.replicasIn(synced)).toEqual({
        all: [replica(1), replica(2), replica(3)],
        sent: [replica(1), replica(3)],
      })
      store.close()
    })

    it('[ST18] erases what a workspace holds, and keeps it with what was refused and the files that were not sent', async () => {
      const store = await fresh()
      await store.write({
        chunks: [chunk(synced, 1), chunk(synced, 2, 'log'), chunk(local, 1)],
        rows: [rowWrite(synced, 1)],
        actors: [{ workspace: synced, actor: 'ab', principal: 'user:ada' as PrincipalId }],
        refused: [refusalOf(synced)],
        workspacePatches: [{ id: synced, cursor: 7, history: 'h', view: 'v', isInReview: true, role: 'none' }],
      })
      const bytes = Uint8Array.of(1)
      await store.putBlob({ workspace: synced, hash: hashOf('a'), bytes, type: 'text/plain', from: 'here' })
      await store.putBlob({ workspace: synced, hash: hashOf('b'), bytes, type: 'text/plain', from: 'log' })
      await store.erase(synced)
      expect(await store.replicasIn(synced)).toEqual({ all: [], sent: [] })
      expect(await store.rows(synced)).toEqual([])
      expect(await store.actors(synced)).toEqual(new Map())
      expect(await store.unsentBlobs(synced)).toEqual([hashOf('a')])
      expect(await store.blob(synced, hashOf('b'))).toBeUndefined()
      const { workspaces, refused } = await store.load()
      const [kept] = workspaces.filter(({ id }) => id === synced)
      expect(kept).toMatchObject({ cursor: 0, role: 'none' })
      for (const name of ['history', 'view', 'isInReview', 'bootstrap']) expect(kept).not.toHaveProperty(name)
      expect(refused).toHaveLength(1)
      expect((await store.replicasIn(local)).all).toHaveLength(1)
      store.close()
    })

    it('keeps refused changes with their bytes and lists them without', async () => {
      const store = await fresh()
      const summary = {
        id: 'r1',
        workspace: synced,
        replica: replica(1),
        type: 'task',
        title: 'Buy',
        code: 'read-only',
        at: 5,
        bytes: 3,
      } as const
      const refusal: StoredRefusal = {
        ...summary,
        kind: 'automerge',
        chunks: [Uint8Array.of(1, 2, 3)],
        text: 'Buy milk',
      }
      await store.write({ refused: [refusal] })
      expect((await store.load()).refused).toEqual([summary])
      expect(await store.refused('r1')).toEqual(refusal)
      await store.write({ removedRefused: ['r1'] })
      expect(await store.refused('r1')).toBeUndefined()
      store.close()
    })
  })
}
