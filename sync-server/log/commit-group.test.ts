import { expect, it } from 'vitest'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import type { Appended, LogStore, NewChange } from '#server/storage/log-store.ts'
import { openCommitGroup } from './commit-group.ts'
import type { AppendRequest, Commit } from './log.ts'

const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const other = `ws_${'1'.repeat(26)}` as WorkspaceId

function request(id: number, origin?: number, into = workspace): AppendRequest {
  const change = {
    replica: `task_${'0'.repeat(26)}` as ReplicaId,
    kind: 'automerge' as const,
    bytes: Uint8Array.of(id),
  }
  return { workspace: into, author: 'user:a' as PrincipalId, device: 'device_x' as DeviceId, changes: [change], origin }
}

/** A disk whose commits finish when the test says so. */
function slowStore() {
  const heads = new Map<WorkspaceId, number>()
  const seqs = new Map<string, number>()
  const transactions: { entries: readonly NewChange[]; finish(): void; fail(): void }[] = []
  const arrivals: (() => void)[] = []
  const store: Pick<LogStore, 'append'> = {
    append: (entries) =>
      new Promise((resolve, reject) => {
        const finish = () =>
          resolve(
            entries.map(({ workspace: id, hash = new Uint8Array() }): Appended => {
              const key = `${id} ${Buffer.from(hash).toString('hex')}`
              const isNew = !seqs.has(key)
              if (isNew) heads.set(id, (heads.get(id) ?? 0) + 1)
              if (isNew) seqs.set(key, heads.get(id) ?? 0)
              return { seq: seqs.get(key) ?? 0, isNew }
            }),
          )
        transactions.push({ entries, finish, fail: () => reject(new Error('disk full')) })
        arrivals.splice(0).forEach((go) => go())
      }),
  }
  const transaction = async (index: number) => {
    while (!transactions[index]) await new Promise<void>((resolve) => arrivals.push(resolve))
    return transactions[index]
  }
  return { store: store as LogStore, transaction }
}

function openGroup() {
  const { store, transaction } = slowStore()
  const commits: Commit[] = []
  const opened = openCommitGroup({ store, clock: fakeClock(1_000), tell: (commit) => commits.push(commit) })
  const append = (asked: AppendRequest) =>
    new Promise<readonly number[]>((stored, failed) => opened.append(asked, { stored, failed }))
  return { group: { append, settled: () => opened.settled() }, transaction, commits }
}

it('what arrives while a commit runs goes into the next one, together and in order', async () => {
  const { group, transaction, commits } = openGroup()
  const first = group.append(request(1))
  const one = await transaction(0)
  const rest = [2, 3, 4].map((id) => group.append(request(id, id)))
  one.finish()
  expect(await first).toEqual([1])
  const two = await transaction(1)
  expect(two.entries.map((entry) => [...entry.bytes])).toEqual([[2], [3], [4]])
  expect(commits).toHaveLength(1)
  two.finish()
  expect(await Promise.all(rest)).toEqual([[2], [3], [4]])
  expect(commits[1]).toMatchObject({
    from: 1,
    to: 4,
    changes: [{ seq: 2, origin: 2, timeMs: 1_000 }, { seq: 3 }, { seq: 4 }],
  })
  await group.settled()
})

it('nothing is acknowledged or told before its transaction has committed', async () => {
  const { group, transaction, commits } = openGroup()
  let isAcknowledged = false
  const appended = group.append(request(1)).then(() => (isAcknowledged = true))
  const running = await transaction(0)
  await new Promise((resolve) => setImmediate(resolve))
  expect([isAcknowledged, commits.length]).toEqual([false, 0])
  running.finish()
  await appended
  expect(commits).toHaveLength(1)
})

it('a disk that fails refuses those in the transaction and takes the next ones', async () => {
  const { group, transaction, commits } = openGroup()
  const lost = group.append(request(1))
  const running = await transaction(0)
  const later = group.append(request(2))
  running.fail()
  await expect(lost).rejects.toThrow('disk full')
  ;(await transaction(1)).finish()
  expect(await later).toEqual([1])
  expect(commits).toMatchObject([{ from: 0, to: 1, changes: [{ seq: 1 }] }])
})

it('each workspace hears of its own changes, and repeated ones are not told again', async () => {
  const { group, transaction, commits } = openGroup()
  const all = [group.append(request(1)), group.append(request(1)), group.append(request(1, 1, other))]
  ;(await transaction(0)).finish()
  expect(await Promise.all(all)).toEqual([[1], [1], [1]])
  expect(commits.map(({ workspace: id, from, to }) => [id, from, to])).toEqual([
    [workspace, 0, 1],
    [other, 0, 1],
  ])
})
