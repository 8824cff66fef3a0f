import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { operator } from '#server/access/operator-access.ts'
import { systemClock } from '#server/app/start-server.ts'
import { exportLog } from '#server/audit/audit-export.ts'
import { verifyExport } from '#server/audit/verify-export.ts'
import { publicKeyOf } from '#server/storage/audit-signing.ts'
import type { AuditStore, AuditVerdict } from '#server/storage/audit-store.ts'
import { openCheckpointFile } from '#server/storage/checkpoint-file.ts'
import { noKeys, readKeyRing } from '#server/storage/key-ring.ts'
import { auditLogs, logNamed, verifyAuditFile } from '#server/storage/sqlite/audit-file.ts'
import { type BesideServer, openBesideServer } from '#server/storage/sqlite/beside-server.ts'
import { controlLog } from '#server/storage/sqlite/data-files.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { readWords, sentenceOfFault } from './data-words.ts'
import { type SafePlaces, safePlacesOf } from './safe-places.ts'

const verifyUsage = 'nexus audit verify [--org NAME | server] [--export FILE] [--data DIR] [--json]'
const exportUsage = 'nexus audit export --org NAME | server [--to FILE] [--data DIR]'
const eraseUsage = 'nexus audit erase --org NAME | server --about WHO [--dry-run] [--data DIR] [--json]'

const common = { org: { type: 'string' }, data: { type: 'string' } } as const
const json = { json: { type: 'boolean' } } as const

/** 0: nothing was changed · 1: it could not look · 2: the command is wrong · 3: something was changed · 4: nothing that shows, but a key is not here. */
export async function verifyAudit(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: verifyUsage, options: { ...common, ...json, export: { type: 'string' } } })
  if (!words) return 2
  const { values, positionals } = words
  if (positionals.length > 0) return misused(verifyUsage)
  return orFailed(async () => {
    if (values.export !== undefined) return verifyExported(resolve(values.export), values.json === true)
    const places = await safePlacesOf(values.data, env)
    if (!places) return 2
    const logs = logsAsked(places, values.org)
    if (!logs) return failed(`there is no audit log "${values.org}".`)
    const verdicts = await verdictsOf(places, logs)
    const isChanged = verdicts.some(({ verdict }) => verdict.faults.length > 0)
    if (values.json)
      console.log(
        JSON.stringify({ isSound: !isChanged, logs: verdicts.map(({ log, verdict }) => ({ log, ...verdict })) }),
      )
    else for (const each of verdicts) show(each)
    if (isChanged) return 3
    return verdicts.every(({ verdict }) => verdict.isProven) ? 0 : 4
  })
}

/** 0: written · 1: it could not be · 2: the command is wrong. */
export async function exportAudit(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: exportUsage, options: { ...common, to: { type: 'string' } } })
  if (!words) return 2
  const { org, data, to } = words.values
  if (org === undefined || words.positionals.length > 0) return misused(exportUsage)
  return overLog({ org, data, env }, async ({ audit, log, beside, places }) => {
    const timeMs = systemClock.now()
    const object = log === controlLog ? 'server' : `organization:${log}`
    await audit.insertNote({ action: 'audit.exported', actor: operator, object, outcome: 'done', timeMs })
    const keys = beside.keys.ring()
    const checkpoints = openCheckpointFile(places.checkpoints)
    const lines = Readable.from(exportLog({ audit, log, keys, checkpoints }, timeMs))
    await pipeline(lines, to === undefined ? process.stdout : createWriteStream(resolve(to), { mode: 0o600 }), {
      end: to !== undefined,
    })
    console.error(`nexus: signed with the key ${publicKeyOf(keys.current)}`)
    return 0
  })
}

/** 0: erased, or nothing to erase · 1: it could not be · 2: the command is wrong. */
export async function eraseAudit(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = { ...common, ...json, about: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const
  const words = readWords(args, { usage: eraseUsage, options })
  if (!words) return 2
  const { org, data, about, json: asJson, 'dry-run': isDryRun } = words.values
  if (org === undefined || !about || words.positionals.length > 0) return misused(eraseUsage)
  return overLog({ org, data, env }, async ({ audit }) => {
    const numbers = await entriesAbout(audit, about)
    const note = { actor: operator, outcome: 'done', timeMs: systemClock.now() } as const
    const erased = isDryRun ? 0 : await audit.eraseBodies(numbers, note)
    if (asJson) console.log(JSON.stringify({ entries: numbers.length, erased }))
    else if (isDryRun) console.log(`would erase address and details of ${numbers.length} entries`)
    else console.log(`erased address and details of ${erased} entries`)
    return 0
  })
}

interface Verdict {
  readonly log: string
  readonly verdict: AuditVerdict
}

function logsAsked({ dataFolder }: SafePlaces, org: string | undefined): readonly string[] | undefined {
  if (org === undefined) return auditLogs(dataFolder)
  const log = logNamed(dataFolder, org === 'server' ? controlLog : org)
  return log === undefined ? undefined : [log]
}

async function verdictsOf({ dataFolder, keys, checkpoints }: SafePlaces, logs: readonly string[]): Promise<Verdict[]> {
  if (logs.length === 0) throw new StorageFault('no-data', dataFolder)
  const outside = await openCheckpointFile(checkpoints).read()
  const ring = readKeyRing(keys) ?? noKeys
  return logs.flatMap((log) => {
    // No file at all is one that has lost every line.
    const verdict = verifyAuditFile(dataFolder, { keys: ring, log, outside: outside?.get(log) ?? [] })
    return verdict ? [{ log, verdict }] : []
  })
}

function show({ log, verdict }: Verdict): void {
  const { entries, erasedBodies, checkpoints, faults, remarks } = verdict
  const name = log === controlLog ? 'server' : log
  const erased = erasedBodies > 0 ? `, details of ${erasedBodies} erased` : ''
  console.log(
    `${faults.length === 0 ? 'sound  ' : 'CHANGED'}  ${name}: ${entries} entries${erased}, ${checkpoints} checkpoints`,
  )
  for (const { number, what } of faults) console.log(`         entry ${number}: ${what}`)
  for (const remark of remarks) console.log(`         ${remark}`)
}

async function verifyExported(file: string, asJson: boolean): Promise<number> {
  const verdict = await verifyExport(file)
  if (!verdict) return failed(`${file} is no export of an audit log.`)
  const { log, entries, erased, publicKey, faults } = verdict
  if (asJson) console.log(JSON.stringify({ isSound: faults.length === 0, ...verdict }))
  else {
    console.log(
      `${faults.length === 0 ? 'sound  ' : 'CHANGED'}  ${log}: ${entries} entries, details of ${erased} left out`,
    )
    for (const fault of faults) console.log(`         ${fault}`)
    console.log(`signed by ${publicKey}`)
  }
  return faults.length === 0 ? 0 : 3
}

/** Those that somebody did, and those that were done to them. */
async function entriesAbout(audit: AuditStore, who: string): Promise<readonly number[]> {
  const numbers = new Set<number>()
  for (const filter of [{ actor: who }, { object: who }]) {
    let before: number | undefined
    do {
      const page = await audit.page({ ...filter, before, limit: 500 })
      for (const { number } of page) numbers.add(number)
      before = page.at(-1)?.number
    } while (before !== undefined)
  }
  return [...numbers]
}

interface OpenLog {
  readonly audit: AuditStore
  readonly log: string
  readonly beside: BesideServer
  readonly places: SafePlaces
}

/** On the data folder, whether a server runs on it or not. */
async function overLog(
  { org, data, env }: { org: string; data: string | undefined; env: NodeJS.ProcessEnv },
  act: (open: OpenLog) => Promise<number>,
): Promise<number> {
  const places = await safePlacesOf(data, env)
  if (!places) return 2
  return orFailed(async () => {
    const log = logsAsked(places, org)?.[0]
    if (log === undefined) return failed(`there is no audit log "${org}".`)
    const beside = openBesideServer(places.dataFolder, places.serverKeys)
    try {
      const { audit } = log === controlLog ? beside.control : await beside.organisation(log as OrganisationId)
      return await act({ audit, log, beside, places })
    } finally {
      beside.close()
    }
  })
}

async function orFailed(act: () => Promise<number>): Promise<number> {
  try {
    return await act()
  } catch (error) {
    return failed(sentenceOfFault(error))
  }
}

function misused(usage: string): number {
  console.error(`Usage: ${usage}`)
  return 2
}

function failed(sentence: string): number {
  console.error(`nexus: ${sentence}`)
  return 1
}
