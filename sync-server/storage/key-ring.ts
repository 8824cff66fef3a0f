import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StorageFault } from './storage-fault.ts'

/**
 * The server's own keys, kept apart from everything that they protect. The first is used from now on; those after it are there to read
 * what was written before it. Never in a backup, an export or an answer.
 */
export interface KeyRing extends KnownKeys {
  readonly current: RingKey
}

/** Enough to look at what was written; there may be none. */
export interface KnownKeys {
  find(id: string): RingKey | undefined
  readonly all: readonly RingKey[]
}

export const noKeys: KnownKeys = { find: () => undefined, all: [] }

export interface RingKey {
  /** Names the key and tells nothing of it. */
  readonly id: string
  /** 32 bytes for one purpose and one thing, of which nothing leads back to the key or to another purpose. */
  derive(purpose: string, context: string): Buffer
}

/** The keys of the server, as they are now. */
export interface ServerKeys {
  ring(): KeyRing
  /** Reads them again, for the operator may have added one. true: another one is in use now. Throws as the start does. */
  reload(): boolean
}

/** Where the keys are. `text` goes before `file`. */
export interface KeySource {
  /** The keys themselves, from the environment. */
  readonly text?: string | undefined
  readonly file: string
}

/** The setting of the control file that is there once a secret has been stored anywhere on this server. */
export const secretsSince = 'secrets since'
/** The same of one organisation. */
export const secretsOf = (organisation: string) => `secrets of ${organisation} since`

const keyBytes = 32
const heading = `# The keys of a Nexus server. Backups leave this file out: keep a copy of it elsewhere. Without it stored secrets
# can not be read and the audit log can not be verified. The first key is in use, those below it read what is older.
`

/** undefined: there is no such file. Throws a StorageFault when what is there is no key. */
export function readKeyRing({ text, file }: KeySource): KeyRing | undefined {
  if (text !== undefined) return ringOf(text, 'NEXUS_KEY')
  return existsSync(file) ? ringOf(readFileSync(file, 'utf8'), file) : undefined
}

/** Puts a fresh key before those that are in the file, or makes the file. Whoever reads it meanwhile sees the old or the new one. */
export function addKey(file: string): KeyRing {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = before.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const text = `${heading}${[randomBytes(keyBytes).toString('base64'), ...lines].join('\n')}\n`
  const next = `${file}.${process.pid}.new`
  try {
    const opened = openSync(next, 'wx', 0o600)
    try {
      writeSync(opened, text)
      fsyncSync(opened)
    } finally {
      closeSync(opened)
    }
    renameSync(next, file)
    syncFolder(dirname(file))
  } catch (error) {
    throw new StorageFault('not-writable', file, { cause: error })
  }
  return ringOf(text, file)
}

/** Others on this machine can read it. */
export function isOpenToOthers(file: string): boolean {
  return process.platform !== 'win32' && existsSync(file) && (statSync(file).mode & 0o077) !== 0
}

function ringOf(text: string, from: string): KeyRing {
  const words = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join(' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  const all = words.map((word) => keyOf(word, from))
  const [current] = all
  if (!current) throw new StorageFault('bad-key', from)
  return { current, all, find: (id) => all.find((key) => key.id === id) }
}

function keyOf(word: string, from: string): RingKey {
  const bytes = Buffer.from(word, 'base64')
  if (bytes.length !== keyBytes || !/^[A-Za-z0-9+/_-]{43}=?$/.test(word)) throw new StorageFault('bad-key', from)
  const derive = (purpose: string, context: string) =>
    Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `nexus ${purpose}\0${context}`, keyBytes))
  return { id: createHmac('sha256', bytes).update('nexus key id').digest('hex').slice(0, 16), derive }
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
