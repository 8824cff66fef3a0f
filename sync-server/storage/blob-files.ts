import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BlobHash, OrganisationId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { syncToDisk } from './durable-files.ts'

/** Blobs as files named by their hash, below `orgs/<id>.blobs`. Which workspace holds which is the tenant store's knowledge. */
export interface BlobFiles {
  /** Takes the bytes from the stream; the file is there, whole and on the disk, or not at all. Returns its size. */
  put(blob: IncomingBlob): Promise<Outcome<'too-large' | 'wrong-hash', number>>
  /** undefined: no such file. */
  read(organisation: OrganisationId, hash: BlobHash): Promise<{ stream: Readable; bytes: number } | undefined>
  /** The same without opening it. */
  size(organisation: OrganisationId, hash: BlobHash): Promise<number | undefined>
  open(organisation: OrganisationId, hash: BlobHash): Readable
}

export interface IncomingBlob {
  readonly organisation: OrganisationId
  readonly hash: BlobHash
  readonly stream: Readable
  /** Less than the bound of all files. */
  readonly maxBytes?: number | undefined
}

export interface BlobFileOptions {
  readonly folder: string
  readonly maxBytes: number
  /** Names an upload under way. */
  readonly nameUpload: () => string
}

export function openBlobFiles(options: BlobFileOptions): BlobFiles {
  const folderOf = (organisation: OrganisationId) => join(options.folder, 'orgs', `${organisation}.blobs`)
  const fileOf = (organisation: OrganisationId, hash: BlobHash) => join(folderOf(organisation), hash.slice(0, 2), hash)
  return {
    put: async ({ organisation, hash, stream, maxBytes = options.maxBytes }) => {
      const file = fileOf(organisation, hash)
      const temporary = join(folderOf(organisation), 'incoming', options.nameUpload())
      await mkdir(dirname(file), { recursive: true })
      await mkdir(dirname(temporary), { recursive: true })
      try {
        const received = await receive(stream, temporary, Math.min(maxBytes, options.maxBytes))
        if (received === undefined) return refused('too-large')
        if (received.hash !== hash) return refused('wrong-hash')
        await rename(temporary, file)
        // The name, and those of the folders that may be new, outlast a power cut, too.
        for (const folder of [dirname(file), folderOf(organisation), join(options.folder, 'orgs')])
          await syncToDisk(folder)
        return done(received.bytes)
      } finally {
        await rm(temporary, { force: true })
      }
    },
    size: async (organisation, hash) => {
      const found = await stat(fileOf(organisation, hash)).catch(() => undefined)
      return found?.isFile() ? found.size : undefined
    },
    open: (organisation, hash) => createReadStream(fileOf(organisation, hash)),
    read: async (organisation, hash) => {
      const file = fileOf(organisation, hash)
      const found = await stat(file).catch(() => undefined)
      return found?.isFile() ? { stream: createReadStream(file), bytes: found.size } : undefined
    },
  }
}

/** Writes a stream to a file and to the disk; undefined when it is longer than allowed. Throws when the stream breaks off. */
async function receive(stream: Readable, file: string, maxBytes: number) {
  const sum = createHash('sha256')
  let bytes = 0
  await pipeline(
    stream,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        // The rest is not written, but read, so that the refusal reaches a caller who is still sending.
        if (bytes > maxBytes) continue
        sum.update(chunk)
        yield chunk
      }
    },
    createWriteStream(file, { mode: 0o600 }),
  )
  if (bytes > maxBytes) return undefined
  await syncToDisk(file)
  return { bytes, hash: sum.digest('hex') }
}
