import { strFromU8, strToU8 } from 'fflate'
import type { BlobHash } from '../../../../kit/ids.ts'
import { orderByTime } from '../../../../kit/order-key.ts'
import { done } from '../../../../kit/outcome.ts'
import { documentTree } from '../../queries.ts'
import { openDesk } from '../../testing/desk.ts'
import { exportedFrom, holdsNothing, importedThings, writerOver } from '../command-writer.ts'
import { runExport } from '../export-run.ts'
import type { ImportReport } from '../import-report.ts'
import { runImport } from '../import-run.ts'
import type { ImportTarget } from '../import-target.ts'
import { planVault, type VaultEntry } from '../vault-plan.ts'

export type Files = Map<string, Uint8Array>

/** A workspace in memory that runs the real commands: imports go in, exports come out. */
export function openDeskTarget(seed = 1) {
  const desk = openDesk(seed)
  const blobs: Blobs = new Map()
  return {
    desk,
    import: (files: Iterable<VaultEntry>, options: ImportChoices = {}) =>
      importInto(desk, blobs, { files, ...options }),
    export: () => exportFrom(desk, blobs),
  }
}

type Desk = ReturnType<typeof openDesk>
type Blobs = Map<BlobHash, { bytes: Uint8Array; mime: string }>

interface ImportChoices {
  /** Asks this often before it stops. */
  readonly stopAfter?: number
  readonly into?: string
}

async function importInto(
  desk: Desk,
  blobs: Blobs,
  { files, stopAfter = Number.POSITIVE_INFINITY, into }: ImportChoices & { files: Iterable<VaultEntry> },
): Promise<ImportReport> {
  const existing = importedThings(desk.rows)
  const target: ImportTarget = {
    existing: (key) => existing.get(key),
    isEmpty: async (id) => holdsNothing(desk.replicas.get(id)!),
    batch: async (write) => done(await write(writerOver((command, input) => desk.run(command, input)))),
    putBlob: async (bytes, mime) => {
      const hash = fakeHash(bytes)
      blobs.set(hash, { bytes, mime })
      return done(hash)
    },
    pause: async () => {},
  }
  let steps = 0
  return runImport({
    plan: await planVault(files, { name: 'vault' }),
    target,
    after: orderByTime(desk.clock.now()),
    ...(into && { into }),
    isStopped: () => (steps += 1) > stopAfter,
    onProgress: () => {},
  })
}

async function exportFrom(desk: Desk, blobs: Blobs): Promise<Files> {
  const files: Files = new Map()
  await runExport({
    source: {
      tree: documentTree.answer(desk.rows),
      read: async (id) => {
        const replica = desk.replicas.get(id)
        return replica && exportedFrom(replica)
      },
      blob: async (hash) => blobs.get(hash),
      pause: async () => {},
    },
    write: (path, bytes) => void files.set(path, bytes),
    encode: (text) => strToU8(text),
    isStopped: () => false,
    onProgress: () => {},
  })
  return files
}

export function entriesOf(files: Iterable<readonly [string, Uint8Array | string]>): VaultEntry[] {
  return [...files].map(([path, content]) => {
    const bytes = typeof content === 'string' ? strToU8(content) : content
    return { path, size: bytes.length, read: async () => bytes }
  })
}

export function textsOf(files: Files): Record<string, string> {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, strFromU8(bytes)]))
}

/** Shaped like the real one and unlike for unlike bytes; nothing in here trusts it. */
function fakeHash(bytes: Uint8Array): BlobHash {
  const words = [1, 2, 3, 4, 5, 6, 7, 8].map((salt) => {
    let hash = 0x811c9dc5 ^ salt
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
    return (hash >>> 0).toString(16).padStart(8, '0')
  })
  return words.join('') as BlobHash
}
