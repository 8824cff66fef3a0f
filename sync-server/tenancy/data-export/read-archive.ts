import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ArchiveFault } from '#server/storage/organisation-moves.ts'
import { archiveManifest, type ArchiveManifest, archivePath, manifestName } from './archive-manifest.ts'
import { type ReadEntry, readTar, TarFault } from './tar.ts'

const maxManifestBytes = 256 * 1024 * 1024

/**
 * Unpacks an archive into a folder of its own: `organisation.sqlite`, `blobs/`, `readable/`. Throws an ArchiveFault when anything in it is
 * not what its manifest says; nothing is written but what the manifest names, and no more of it than it says.
 * The source is the caller's: what is left of it is not read, and it is not ended, for an answer may have to go the same way back.
 */
export async function readArchive(source: Readable, folder: string): Promise<ArchiveManifest> {
  for (const part of ['blobs', 'readable']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 })
  const plain = source.pipe(createGunzip())
  source.on('error', (error) => plain.destroy(error))
  try {
    return await readEntries(plain, folder)
  } catch (error) {
    if (error instanceof ArchiveFault) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof TarFault || code.startsWith('Z_')) throw new ArchiveFault(reasonOf(error), { cause: error })
    throw error
  } finally {
    source.unpipe(plain)
    plain.destroy()
  }
}

function reasonOf(error: unknown): string {
  return error instanceof TarFault ? error.message : 'it is no archive, or not all of one'
}

async function readEntries(plain: Readable, folder: string): Promise<ArchiveManifest> {
  const entries = readTar(plain as AsyncIterable<Buffer>)
  const first = await entries.next()
  if (first.done || first.value.path !== manifestName) throw new ArchiveFault('it does not begin with its manifest')
  const manifest = await manifestIn(first.value)
  const expected = new Map(manifest.files.map((file) => [file.path, file]))
  if (expected.size !== manifest.files.length) throw new ArchiveFault('its manifest names a file twice')
  for await (const entry of { [Symbol.asyncIterator]: () => entries }) {
    const file = expected.get(entry.path)
    if (!file || !archivePath.test(entry.path))
      throw new ArchiveFault('it holds a file that its manifest does not name')
    expected.delete(entry.path)
    const hash = file.bytes === entry.bytes ? await write(entry, join(folder, entry.path)) : ''
    if (hash !== file.sha256) throw new ArchiveFault(`${entry.path} is not what was exported`)
    if (entry.path.startsWith('blobs/') && !entry.path.endsWith(hash))
      throw new ArchiveFault('a file in it does not have its own name')
  }
  if (expected.size > 0) throw new ArchiveFault('something that its manifest names is not in it')
  return manifest
}

async function manifestIn({ bytes, content }: ReadEntry): Promise<ArchiveManifest> {
  if (bytes > maxManifestBytes) throw new ArchiveFault('its manifest is too large')
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk)
  try {
    return archiveManifest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch (error) {
    throw new ArchiveFault('its manifest is not one', { cause: error })
  }
}

/** Answers the hash of what was written. */
async function write({ content }: ReadEntry, file: string): Promise<string> {
  const sum = createHash('sha256')
  const summed = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      sum.update(chunk)
      next(undefined, chunk)
    },
  })
  await pipeline(content, summed, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  return sum.digest('hex')
}
