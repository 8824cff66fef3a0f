import type { AuditCheckpoint, AuditFault, AuditVerdict } from '../audit-store.ts'
import { isSignedBy, publicKeyOf } from '../audit-signing.ts'
import type { KnownKeys } from '../key-ring.ts'
import { type ChainFields, chainBytes, chainHash, firstHash, hashOfBody } from '../audit-hashes.ts'
import { bodyErased, entriesListed, keyChanged, openMac, restored } from './audit-chain.ts'
import type { Sqlite } from './open-database.ts'

export interface VerifyOptions {
  readonly keys: KnownKeys
  /** The id of the organisation, or `control`. */
  readonly log: string
  /** Its checkpoints from where this server does not rewrite them; undefined: they are not looked at. */
  readonly outside: readonly AuditCheckpoint[] | undefined
}

/** As many as a person reads. */
const maxFaults = 50

/** Follows the whole log, in one read transaction, so beside a server that writes. */
export function verifyAudit(database: Sqlite, options: VerifyOptions): AuditVerdict {
  return database.transaction(() => {
    const inside = database
      .prepare<[], AuditCheckpoint>('SELECT number, time_ms AS timeMs, hash, key, signature FROM audit_checkpoints')
      .all()
    const walk = new ChainWalk(options, [...inside, ...(options.outside ?? [])])
    for (const row of database.prepare<[], ChainRow>(chainRows).iterate()) walk.step(row)
    walk.bodies()
    for (const number of database.prepare<[], number>(strayBodies).pluck().iterate())
      walk.fault(number, 'there is an address or a body and no entry to it')
    checkCheckpoints(walk, { ...options, inside })
    return walk.verdict(inside.length)
  })()
}

const chainRows = `SELECT audit_entries.number, time_ms AS timeMs, action, actor, object, outcome, body_hash AS bodyHash, key, hash, mac,
    salt, address, body
  FROM audit_entries LEFT JOIN audit_bodies ON audit_bodies.number = audit_entries.number ORDER BY audit_entries.number`
const strayBodies = `SELECT number FROM audit_bodies WHERE number NOT IN (SELECT number FROM audit_entries) LIMIT ${maxFaults}`

interface ChainRow extends ChainFields {
  readonly hash: Buffer
  readonly mac: Buffer
  readonly salt: Buffer | null
  readonly address: string | null
  readonly body: string | null
}

class ChainWalk {
  readonly hashes = new Map<number, Buffer>()
  /** From which entry on the log is another one than before: where the key is newer than the backup, its change is noted first. */
  readonly restores: { number: number; timeMs: number }[] = []
  readonly remarks: string[] = []
  last = 0
  readonly #faults: AuditFault[] = []
  readonly #mac: ReturnType<typeof openMac>
  readonly #wanted: ReadonlySet<number>
  readonly #missingBodies: { number: number; isProven: boolean }[] = []
  readonly #erased: { from: number; to: number; isProven: boolean }[] = []
  readonly #unproven = new Map<string, { from: number; to: number }>()
  #before: Uint8Array = firstHash
  #keyChangedAt = 0
  #entries = 0
  #erasedBodies = 0

  constructor({ keys, log }: VerifyOptions, checkpoints: readonly AuditCheckpoint[]) {
    this.#mac = openMac(keys, log)
    this.#wanted = new Set(checkpoints.map(({ number }) => number))
  }

  step(row: ChainRow): void {
    const { number, hash } = row
    const expected = this.last + 1
    const isNext = number === expected
    if (!isNext)
      this.fault(
        expected,
        number - 1 > expected ? `entries ${expected} to ${number - 1} are missing` : 'the entry is missing',
      )
    // What stands before a gap is not known: then the entry after it can not be checked, and those that follow can.
    const soundness = isNext ? this.#soundnessOf(row) : 'unsound'
    if (soundness !== 'unsound') this.#explain(row, soundness === 'proven')
    this.#checkBody(row, soundness === 'proven')
    if (this.#wanted.has(number)) this.hashes.set(number, hash)
    this.#before = hash
    this.last = number
    this.#entries += 1
  }

  #soundnessOf(row: ChainRow): 'proven' | 'unproven' | 'unsound' {
    const bytes = chainBytes(this.#before, row)
    if (!chainHash(bytes).equals(row.hash)) {
      this.fault(row.number, 'the entry, or what stood before it, was changed')
      return 'unsound'
    }
    const mac = this.#mac(row.key, bytes)
    if (mac && !mac.equals(row.mac)) {
      this.fault(row.number, 'the entry was not written by this server')
      return 'unsound'
    }
    if (mac) return 'proven'
    this.#unproven.set(row.key, { from: this.#unproven.get(row.key)?.from ?? row.number, to: row.number })
    return 'unproven'
  }

  /** Who has not the key can note what he likes under one that nobody knows: that explains nothing of what is proven. */
  #explain({ number, timeMs, action, object }: ChainRow, isProven: boolean): void {
    if (action === bodyErased) for (const [from, to] of entriesListed(object)) this.#erased.push({ from, to, isProven })
    if (action === restored && isProven)
      this.restores.push({ number: this.#keyChangedAt === number - 1 ? number - 1 : number, timeMs })
    if (action === keyChanged && isProven) this.#keyChangedAt = number
  }

  #checkBody({ number, bodyHash, salt, address, body }: ChainRow, isProven: boolean): void {
    const isThere = salt !== null && address !== null && body !== null
    if (isThere && !hashOfBody({ salt, address, body }).equals(bodyHash))
      this.fault(number, 'the address or the body was changed')
    if (!isThere && bodyHash.length > 0) this.#missingBodies.push({ number, isProven })
  }

  /** After the last step: an erasure is noted after what it erases. */
  bodies(): void {
    for (const { number, isProven } of this.#missingBodies) {
      const explains = (each: { from: number; to: number; isProven: boolean }) =>
        each.from <= number && number <= each.to && (each.isProven || !isProven)
      if (this.#erased.some(explains)) this.#erasedBodies += 1
      else this.fault(number, 'address and body were removed, and no erasure is noted')
    }
  }

  fault(number: number, what: string): void {
    // A checkpoint is kept in two places.
    const isKnown = this.#faults.some((each) => each.number === number && each.what === what)
    if (!isKnown && this.#faults.length < maxFaults) this.#faults.push({ number, what })
  }

  verdict(checkpoints: number): AuditVerdict {
    const unproven = [...this.#unproven].map(
      ([key, { from, to }]) =>
        `entries from ${from} to ${to} are under the key ${key}, which is not here, and can not be proven without it`,
    )
    return {
      entries: this.#entries,
      erasedBodies: this.#erasedBodies,
      checkpoints,
      faults: this.#faults.toSorted((a, b) => a.number - b.number),
      remarks: [...unproven, ...this.remarks],
      isProven: unproven.length === 0,
    }
  }
}

/** Who cuts the end off a log can not cut it off the checkpoints that are elsewhere. */
function checkCheckpoints(
  walk: ChainWalk,
  { keys, log, outside, inside }: VerifyOptions & { inside: readonly AuditCheckpoint[] },
): void {
  const publicKeys = new Map(keys.all.map((key) => [key.id, publicKeyOf(key)]))
  const lost = new Set<number>()
  for (const checkpoint of [...inside, ...(outside ?? [])]) {
    const { number, timeMs, hash, key } = checkpoint
    const publicKey = publicKeys.get(key)
    const at = `the checkpoint of ${new Date(timeMs).toISOString()}`
    if (publicKey !== undefined && !isSignedBy(publicKey, log, checkpoint)) {
      walk.fault(number, `${at} was not made by this server`)
      continue
    }
    if (walk.hashes.get(number)?.equals(hash)) continue
    const isRestored = walk.restores.some((each) => each.number <= number && each.timeMs >= timeMs)
    if (isRestored) lost.add(number)
    else if (number > walk.last) walk.fault(walk.last + 1, `the log was cut off here: ${at} names entry ${number}`)
    else walk.fault(number, `${at} names another entry in this place`)
  }
  if (lost.size > 0)
    walk.remarks.push(`entries up to ${Math.max(...lost)} were there before a restore and are no longer`)
  if (outside) checkOutside(walk, inside, outside)
}

function checkOutside(walk: ChainWalk, inside: readonly AuditCheckpoint[], outside: readonly AuditCheckpoint[]): void {
  const kept = new Set(outside.map(({ number }) => number))
  for (const { number } of inside) {
    const isElsewhere = walk.restores.some((each) => each.number > number)
    if (!kept.has(number) && !isElsewhere) walk.fault(number, 'its checkpoint is missing where checkpoints are kept')
  }
}
