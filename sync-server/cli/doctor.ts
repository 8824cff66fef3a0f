import { resolve } from 'node:path'
import { examineFolder, type FolderReport } from '#server/storage/doctor/examine-folder.ts'
import { type SalvagedFile, salvageFolder } from '#server/storage/doctor/salvage-folder.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'
import { safePlacesOf } from './safe-places.ts'

const usage = 'nexus doctor [--data DIR] [--deep] [--backups DIR] [--json] [--salvage DIR]'

/** 0: sound · 1: it could not look · 2: the command is wrong · 3: something is damaged. */
export async function doctor(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, {
    usage,
    options: {
      data: { type: 'string' },
      backups: { type: 'string' },
      salvage: { type: 'string' },
      deep: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  if (!words) return 2
  const { values, positionals } = words
  const dataFolder = await dataFolderOf(values.data, env)
  if (positionals.length > 0 || dataFolder === undefined) {
    console.error(`Usage: ${usage}`)
    return 2
  }
  try {
    const isForMachines = values.json === true
    if (values.salvage !== undefined) return await salvage(dataFolder, resolve(values.salvage), isForMachines)
    const backups = resolve(values.backups ?? `${dataFolder}-backups`)
    const audit = await safePlacesOf(dataFolder, env)
    const report = await examineFolder({ dataFolder, backups, deep: values.deep === true, audit })
    if (isForMachines) console.log(JSON.stringify(report))
    else show(report, dataFolder)
    return report.isSound ? 0 : 3
  } catch (error) {
    console.error(`nexus: ${sentenceOfFault(error)}`)
    return 1
  }
}

function show({ databases, isSound, backup }: FolderReport, dataFolder: string): void {
  for (const { path, faults, tables, workspaces } of databases) {
    console.log(`${faults.length === 0 ? 'sound  ' : 'DAMAGED'}  ${path}`)
    for (const fault of faults) console.log(`         ${fault}`)
    if (faults.length === 0) continue
    const unreadable = Object.keys(tables).filter((name) => tables[name] === undefined)
    if (unreadable.length > 0) console.log(`         can not be read through: ${unreadable.join(', ')}`)
    for (const { id, name, changes, readable } of workspaces) {
      console.log(`         workspace ${name} (${id}): ${readable} of ${changes} changes can be read`)
    }
  }
  if (isSound) return
  console.log('\nStop the server, then either')
  const replace = `--data ${dataFolder} --replace`
  if (backup)
    console.log(
      `  nexus restore ${backup.folder} ${replace}      (of ${backup.madeAt}; devices send again what is newer)`,
    )
  else console.log('  restore a backup: none was found that is whole; --backups names another folder, or')
  console.log(`  nexus doctor --data ${dataFolder} --salvage DIR      (what can be read, into a new data folder)`)
}

async function salvage(dataFolder: string, to: string, asJson: boolean): Promise<number> {
  const files = await salvageFolder(dataFolder, to)
  if (asJson) console.log(JSON.stringify({ to, files }))
  else for (const file of files) console.log(lineOf(file))
  return files.every(({ outcome }) => outcome === 'whole') ? 0 : 3
}

function lineOf({ path, outcome, changes, lostChanges, reason }: SalvagedFile): string {
  const counts = `${changes} changes${lostChanges > 0 ? `, ${lostChanges} lost` : ''}`
  return `${outcome.padEnd(8)} ${path}: ${reason ?? counts}`
}
