import { resolve } from 'node:path'
import { systemClock } from '#server/app/start-server.ts'
import { restoreBackup } from '#server/storage/backup/restore-backup.ts'
import { noteRestore, type RestoredKey } from '#server/storage/sqlite/note-restore.ts'
import { examineFolder } from '#server/storage/doctor/examine-folder.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'
import { safePlacesOf } from './safe-places.ts'

const restoreUsage = 'nexus restore FROM [--data DIR] [--replace] [--json]'

/** 0: restored · 1: it could not be, and nothing was changed · 2: the command is wrong · 3: restored, and damaged as its backup is. */
export async function restore(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, {
    usage: restoreUsage,
    options: { data: { type: 'string' }, replace: { type: 'boolean' }, json: { type: 'boolean' } },
  })
  if (!words) return 2
  const { values, positionals } = words
  const [from] = positionals
  const dataFolder = await dataFolderOf(values.data, env)
  if (positionals.length !== 1 || from === undefined || dataFolder === undefined) {
    console.error(`nexus: which backup, or which folder of backups?\nUsage: ${restoreUsage}`)
    return 2
  }
  try {
    const request = { from: resolve(from), dataFolder, replace: values.replace === true, clock: systemClock }
    const { folder, manifest, aside, passedOver } = await restoreBackup(request)
    const places = await safePlacesOf(values.data, env)
    const key = noteRestore({
      dataFolder,
      source: places?.serverKeys,
      madeAt: manifest.madeAt,
      timeMs: systemClock.now(),
    })
    const { isSound } = await examineFolder({ dataFolder, backups: folder, deep: false, audit: places })
    if (values.json)
      console.log(JSON.stringify({ folder, madeAt: manifest.madeAt, dataFolder, aside, passedOver, isSound, key }))
    else {
      for (const each of passedOver) console.log(`passed over  ${each}, which is not whole`)
      console.log(`restored     ${folder}, of ${manifest.madeAt}`)
      console.log(`data         ${dataFolder}`)
      if (aside) console.log(`before       ${aside}   (remove it when you no longer need it)`)
    }
    if (key && key.state !== 'here' && !values.json) console.error(`nexus: ${aboutKey(key)}`)
    if (!isSound)
      console.error('nexus: what was restored is damaged, as it was when it was backed up; "nexus doctor" says how.')
    return isSound ? 0 : 3
  } catch (error) {
    console.error(`nexus: ${sentenceOfFault(error)}`)
    return 1
  }
}

/** Backups leave the server's key out. */
function aboutKey({ id, state, file }: RestoredKey): string {
  if (state === 'given-up')
    return `the server key ${id} is not in ${file}; nothing but the old audit log needs it, which can not be proven without it.`
  return `the secrets in it can not be read without the server key ${id}: put it into ${file} and restore once more, with --replace.`
}
