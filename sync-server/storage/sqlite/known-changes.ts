import { hash as digest } from 'node:crypto'
import type { NewChange } from '../log-store.ts'
import type { Sqlite } from './open-database.ts'

/** Of the SHA-256: enough to tell changes of one replica apart, and half the index. */
const hashBytes = 16

/** A change that is sent again was sent lately: older ones of the same replica are not compared. */
const maxCompared = 5_000

/** By what the log knows a change again: its hash where it came with one or its bytes are gone, else the bytes themselves. */
export interface KnownChanges {
  know(replica: number, hash: Uint8Array, seq: number): void
  find(replica: number, entry: NewChange): number | undefined
  /** Of changes whose bytes are about to go: without them they are known by their hash alone. Returns how many bytes they are. */
  keepHashes(workspace: number, after: number, upTo: number): number
}

export function openKnownChanges(database: Sqlite): KnownChanges {
  const insert = database.prepare(
    'INSERT INTO known_changes (replica, hash, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const byHash = database.prepare<[number, Uint8Array], { seq: number }>(
    'SELECT seq FROM known_changes WHERE replica = ? AND hash = ?',
  )
  const byBytes = database.prepare<[number, number, Uint8Array], { seq: number }>(
    `SELECT seq FROM (SELECT seq, bytes FROM changes WHERE replica = ? ORDER BY seq DESC LIMIT ?) WHERE bytes = ? LIMIT 1`,
  )
  const going = database.prepare<[number, number, number], { replica: number; seq: number; bytes: Buffer }>(
    'SELECT replica, seq, bytes FROM changes WHERE workspace = ? AND seq > ? AND seq <= ?',
  )
  const know = (replica: number, hash: Uint8Array, seq: number) =>
    void insert.run(replica, hash.subarray(0, hashBytes), seq)
  return {
    know,
    find: (replica, { hash, bytes, isRepeat }) => {
      if (!hash) return undefined
      const found = byHash.get(replica, hash.subarray(0, hashBytes))
      return (found ?? (isRepeat ? byBytes.get(replica, maxCompared, bytes) : undefined))?.seq
    },
    keepHashes: (workspace, after, upTo) => {
      // All of them first: SQLite does not write while it reads on.
      const hashes: [number, Uint8Array, number][] = []
      let freed = 0
      for (const { replica, seq, bytes } of going.iterate(workspace, after, upTo)) {
        freed += bytes.length
        hashes.push([replica, digest('sha256', bytes, 'buffer'), seq])
      }
      for (const each of hashes) know(...each)
      return freed
    },
  }
}
