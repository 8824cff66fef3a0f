import { createReadStream } from 'node:fs'
import { lstat, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ByteSource, VaultEntry } from '#shared/rooms/documents/markdown/index.ts'

/** Every file below a folder, links and other things that are no files named as such. */
export async function* filesBelow(root: string, folder = ''): AsyncGenerator<VaultEntry> {
  const names = await readdir(join(root, folder), { withFileTypes: true })
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    const full = join(root, folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(root, path)
    else if (!entry.isFile()) yield { path, size: 0, problem: { code: 'is-link' }, read: async () => new Uint8Array() }
    else {
      const { size, mtimeMs } = await lstat(full)
      yield { path, size, modifiedAt: Math.floor(mtimeMs), read: async () => new Uint8Array(await readFile(full)) }
    }
  }
}

/** A file that is read in pieces. */
export async function openByteSource(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path)
  const { size } = await file.stat()
  return {
    size,
    read: async (start, end) => {
      const bytes = new Uint8Array(Math.max(0, end - start))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    },
    close: () => file.close(),
  }
}

/** The first bytes of every zip that holds something. */
export async function isZip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 3 })) {
    return (chunk as Buffer).equals(Buffer.from([0x50, 0x4b, 3, 4]))
  }
  return false
}
