import { join } from 'node:path'
import {
  addKey,
  isOpenToOthers,
  type KeyRing,
  type KeySource,
  type KnownKeys,
  readKeyRing,
  secretsSince,
  type ServerKeys,
} from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import { keyFile } from './data-files.ts'
import type { Sqlite } from './open-database.ts'

export interface ServerKeysOptions {
  /** The control file; it remembers which key the data belongs to. */
  readonly control: Sqlite
  readonly folder: string
  /** Where the operator keeps the keys; undefined: in the data folder. */
  readonly source?: Partial<KeySource> | undefined
  tell(sentence: string): void
  /** false: whoever asks is not the server, and makes no key. */
  readonly mayMake?: boolean | undefined
}

/** What the control file remembers of the key. */
interface KnownKey {
  readonly id: string
  /** It was in a place that the operator had named: then its absence is a slip. */
  readonly isNamed: boolean
}

/**
 * Finds the keys, or makes the first one. Refused are keys without that of the data, and none at all where secrets are encrypted with
 * it. Where only the old audit log depends on it, as after a restore to a new machine, the server goes on with a new one.
 */
export function openServerKeys(options: ServerKeysOptions): ServerKeys {
  const { control, folder, source = {}, tell, mayMake = true } = options
  const place = { text: source.text, file: source.file ?? join(folder, keyFile) }
  const isNamed = source.text !== undefined || source.file !== undefined
  const memory = openMemory(control)

  const accept = (ring: KeyRing): KeyRing => {
    const known = memory.known()
    const { id } = ring.current
    if (known && !ring.find(known.id))
      throw new StorageFault(
        'wrong-key',
        `${place.text === undefined ? place.file : 'NEXUS_KEY'} has ${id}, the data ${known.id}`,
      )
    if (known?.id !== id || known.isNamed !== isNamed) memory.remember({ id, isNamed })
    return ring
  }
  const make = (): KeyRing => {
    const known = memory.known()
    if (!mayMake || known?.isNamed || (known && memory.holdsSecrets()))
      throw new StorageFault('no-key', `${known ? `${known.id} ` : ''}is not in ${place.file}`)
    const ring = addKey(place.file)
    if (known)
      tell(
        `the key ${known.id} is not in ${place.file}, without which the audit log so far can not be verified; it goes on with a new one.`,
      )
    memory.remember({ id: ring.current.id, isNamed })
    return ring
  }
  const read = () => {
    const found = readKeyRing(place)
    return found ? accept(found) : undefined
  }

  let ring = read() ?? make()
  if (place.text === undefined && isOpenToOthers(place.file))
    tell(`${place.file} can be read by others on this machine; "chmod 600" makes it yours alone.`)
  return {
    ring: () => ring,
    reload: () => {
      const before = ring.current.id
      ring = read() ?? ring
      return ring.current.id !== before
    },
  }
}

/**
 * After a restore: what was restored may belong to a key that this machine has not. Where no secrets depend on it, the server goes on with
 * the one that is here.
 */
export function keyAfterRestore(
  control: Sqlite,
  ring: KnownKeys,
): { id: string; state: 'here' | 'needed' | 'given-up' } | undefined {
  const memory = openMemory(control)
  const known = memory.known()
  if (!known) return undefined
  if (ring.find(known.id)) return { id: known.id, state: 'here' }
  if (memory.holdsSecrets()) return { id: known.id, state: 'needed' }
  memory.forget()
  return { id: known.id, state: 'given-up' }
}

const keySetting = 'server key'

function openMemory(control: Sqlite) {
  const find = control.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck()
  const put = control.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
  return {
    known: (): KnownKey | undefined => {
      const text = find.get(keySetting)
      return text === undefined ? undefined : (JSON.parse(text) as KnownKey)
    },
    holdsSecrets: () => find.get(secretsSince) !== undefined,
    forget: () => void control.prepare('DELETE FROM settings WHERE name = ?').run(keySetting),
    remember: (known: KnownKey) => void put.run(keySetting, JSON.stringify(known)),
  }
}
