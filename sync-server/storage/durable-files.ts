import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, open } from 'node:fs/promises'

/** Makes what was written to a file, or renamed and made in a folder, outlast a loss of power. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function hashOfFile(path: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) sum.update(chunk as Buffer)
  return sum.digest('hex')
}

/** For files that never change: a second name where the file system has such, else a copy. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to)
    await syncToDisk(to)
  }
}
