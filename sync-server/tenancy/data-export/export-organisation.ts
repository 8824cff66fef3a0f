import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { CopiedOrganisation } from '#server/storage/organisation-moves.ts'
import { exportsFolder } from '#server/storage/sqlite/data-files.ts'
import { type Act, noteOf } from '../act.ts'
import { type ArchiveManifest, databaseName, manifestName } from './archive-manifest.ts'
import type { DataExportPorts } from './data-export.ts'
import { type TarEntry, writeTar } from './tar.ts'

export interface OrganisationExport {
  /** What the file is best called. */
  readonly fileName: string
  readonly manifest: ArchiveManifest
  /** The archive (.tar.gz). Whatever becomes of it, what was made for it is removed when it ends. */
  readonly stream: Readable
}

/** All of an organisation as one archive. It is noted before anything is read. */
export async function exportOrganisation(
  ports: DataExportPorts,
  organisation: OrganisationId,
  act: Act,
): Promise<OrganisationExport> {
  const { storage, clock, dataFolder, mint } = ports
  const timeMs = clock.now()
  const store = await storage.organisation(organisation)
  const object = `organization:${organisation}`
  await store.audit.insertNote(noteOf(clock, act, { action: 'organisation.exported', object }))
  const folder = join(dataFolder, exportsFolder, mint('export'))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const clear = () => rm(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, databaseName)
    const copied = await storage.moves.copyOrganisation(organisation, copy)
    const name = (await store.profile())?.name ?? organisation
    const { manifest, entries } = await contentsOf(ports, { organisation, name, copied, copy, timeMs })
    const stream = writeTar(entries, timeMs).pipe(createGzip({ level: 6 }))
    stream.once('close', () => void clear())
    return { fileName: fileNameOf(name, timeMs), manifest, stream }
  } catch (error) {
    await clear()
    throw error
  }
}

interface Contents {
  readonly organisation: OrganisationId
  readonly name: string
  readonly copied: CopiedOrganisation
  readonly copy: string
  readonly timeMs: number
}

async function contentsOf(ports: DataExportPorts, contents: Contents) {
  const { organisation, name, copied, copy, timeMs } = contents
  const accounts = (await ports.storage.control.accountsById(copied.people)).map(({ id, email, name: own }) => ({
    id,
    email,
    name: own,
  }))
  const readable = Object.entries({ ...copied.readable, members: JSON.stringify(accounts, undefined, 2) }).map(
    ([title, json]) => textEntry(`readable/${title}.json`, json),
  )
  const blobs: TarEntry[] = []
  const missing: string[] = []
  for (const { hash, bytes } of copied.blobs) {
    const found = await ports.files.size(organisation, hash)
    if (found !== bytes) missing.push(hash)
    else blobs.push({ path: `blobs/${hash}`, bytes, content: () => ports.files.open(organisation, hash) })
  }
  const database = { path: databaseName, bytes: copied.bytes, content: () => createReadStream(copy) }
  const manifest: ArchiveManifest = {
    format: 1,
    product: 'nexus',
    exportedAt: new Date(timeMs).toISOString(),
    organisation: { id: organisation, name },
    schema: copied.schema,
    accounts,
    files: [
      { path: databaseName, bytes: copied.bytes, sha256: copied.sha256 },
      ...readable.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      ...blobs.map(({ path, bytes }) => ({ path, bytes, sha256: path.slice('blobs/'.length) })),
    ],
    missing,
  }
  const first = textEntry(manifestName, JSON.stringify(manifest, undefined, 1))
  return { manifest, entries: [first, ...readable, database, ...blobs] }
}

function textEntry(path: string, text: string): TarEntry & { sha256: string } {
  const bytes = Buffer.from(text)
  return { path, bytes: bytes.length, content: () => [bytes], sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** nexus-acme-corporation-2026-01-05.tar.gz */
function fileNameOf(name: string, timeMs: number): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `nexus-${words.slice(0, 60) || 'organisation'}-${new Date(timeMs).toISOString().slice(0, 10)}.tar.gz`
}
