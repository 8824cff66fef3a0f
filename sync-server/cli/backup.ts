import { resolve } from 'node:path'
import { operator } from '#server/access/operator-access.ts'
import { systemClock } from '#server/app/start-server.ts'
import { isSound } from '#server/storage/backup/manifest.ts'
import { type MadeBackup, makeBackup } from '#server/storage/backup/make-backup.ts'
import { openBesideServer } from '#server/storage/sqlite/beside-server.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'
import { safePlacesOf } from './safe-places.ts'

const backupUsage = 'nexus backup [DIR] [--data DIR] [--keep N] [--json]'

/** 0: made · 1: it could not be made · 2: the command is wrong · 3: made, but something in the data is damaged already. */
export async function backup(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, {
    usage: backupUsage,
    options: {
      to: { type: 'string' },
      data: { type: 'string' },
      keep: { type: 'string', default: '7' },
      json: { type: 'boolean' },
    },
  })
  if (!words) return 2
  const { values, positionals } = words
  const keep = Number(values.keep)
  const dataFolder = await dataFolderOf(values.data, env)
  if (positionals.length > 1 || !Number.isInteger(keep) || keep < 1 || dataFolder === undefined) {
    console.error(`nexus: --keep is a number from 1 on, and one folder is enough.\nUsage: ${backupUsage}`)
    return 2
  }
  try {
    const to = resolve(values.to ?? positionals[0] ?? `${dataFolder}-backups`)
    const unnoted = await noteBackup(dataFolder, to, env)
    if (unnoted) console.error(`nexus: the audit log does not tell of this backup: ${unnoted}`)
    const made = await makeBackup({ dataFolder, to, keep, clock: systemClock })
    show(made, values.json === true)
    return isSound(made.manifest) ? 0 : 3
  } catch (error) {
    console.error(`nexus: ${sentenceOfFault(error)}`)
    return 1
  }
}

/** Before it is made, so that it is in the backup itself. Damaged and old data is backed up all the same; returns why it was not noted. */
async function noteBackup(dataFolder: string, to: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const beside = openBesideServer(dataFolder, (await safePlacesOf(dataFolder, env))?.serverKeys)
    const act = { action: 'backup.made', actor: operator, object: 'server', outcome: 'done' } as const
    try {
      await beside.control.audit.insertNote({ ...act, timeMs: systemClock.now(), body: { to } })
    } finally {
      beside.close()
    }
    return undefined
  } catch (error) {
    // Where there is no data the backup itself says so.
    if (error instanceof StorageFault && ['older-version', 'no-data'].includes(error.code)) return undefined
    return sentenceOfFault(error)
  }
}

function show({ folder, manifest, sharedBytes, copiedBytes, removed }: MadeBackup, asJson: boolean): void {
  const { madeAt, databases, blobs, missing } = manifest
  const damaged = databases.filter(({ faults }) => faults.length > 0).map(({ path }) => path)
  if (asJson) {
    const counts = { databases: databases.length, files: blobs.length, sharedBytes, copiedBytes }
    return console.log(JSON.stringify({ folder, madeAt, ...counts, damaged, missing, removed }))
  }
  console.log(`backup  ${folder}`)
  console.log(
    `holds   ${databases.length} databases, ${blobs.length} files; ${megabytes(copiedBytes)} new, ${megabytes(sharedBytes)} shared with the one before`,
  )
  for (const path of damaged)
    console.error(`nexus: ${path} is damaged and was copied as it is; "nexus doctor" says more.`)
  for (const path of missing) console.error(`nexus: ${path} is missing from the data folder.`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`
}
