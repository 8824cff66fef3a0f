import { createHmac } from 'node:crypto'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { KeyRing, KnownKeys } from '../key-ring.ts'
import type { Sqlite } from './open-database.ts'

/** Who runs the server, in what it does itself. */
export const operator = 'service:operator' as PrincipalId

/** What acts on the log itself are called in it: they explain what would otherwise be an alarm. */
export const bodyErased = 'audit.body-erased'
export const restored = 'backup.restored'
export const keyChanged = 'audit.key-changed'

/** `audit:3-5,9`: the entries that an entry is about. */
export function entryList(numbers: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && number <= last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return `audit:${runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',')}`
}

/** The runs of such a list; what is none has none. */
export function entriesListed(list: string): readonly (readonly [from: number, to: number])[] {
  const runs = /^audit:([\d,-]+)$/.exec(list)?.[1]?.split(',') ?? []
  return runs.map((run) => {
    const [from, to = from] = run.split('-').map(Number)
    return [from ?? 0, to ?? 0]
  })
}

/** The MAC of one log. Keys of other logs make other MACs, so that entries can not be moved between tenants. */
export function openMac(keys: KnownKeys, log: string): (key: string, bytes: Uint8Array) => Buffer | undefined {
  const derived = new Map<string, Buffer>()
  return (id, bytes) => {
    const key = derived.get(id) ?? keys.find(id)?.derive('audit chain', log)
    if (!key) return undefined
    derived.set(id, key)
    return createHmac('sha256', key).update(bytes).digest()
  }
}

/**
 * Lets this connection write entries of the log of that name (`control`, or the id of the organisation). A connection without it can not,
 * and so does nothing of what has to be noted. `keys` is asked each time: the operator may add one while the server runs.
 */
export function lendAuditKey(database: Sqlite, { keys, log }: { keys: () => KeyRing; log: string }): void {
  let known = keys()
  let mac = openMac(known, log)
  const fresh = () => {
    if (known !== keys()) {
      known = keys()
      mac = openMac(known, log)
    }
    return known
  }
  database.function('audit_key', { directOnly: true }, () => fresh().current.id)
  database.function('audit_mac', { directOnly: true }, (key: unknown, bytes: unknown) => {
    fresh()
    return mac(String(key), bytes as Uint8Array) ?? null
  })
}
