import { stat, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { orderByTime } from '#shared/kit/order-key.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import {
  countReport,
  holdsNothing,
  type ImportReport,
  type ImportTarget,
  importedThings,
  planVault,
  readZip,
  reportAsCsv,
  reportAsMarkdown,
  runImport,
  sentenceOf,
  type VaultEntry,
  type VaultPlan,
  writerOver,
} from '#shared/rooms/documents/markdown/index.ts'
import { openProgressLine } from './progress-line.ts'
import { filesBelow, isZip, openByteSource } from './vault-folder.ts'
import { openWorkspace, type WorkspaceAccess } from './workspace-access.ts'

const usage =
  'nexus import markdown PATH --workspace NAME [--into FOLDER] [--create] [--dry-run] [--json] [--report FILE] [--server URL]'

/** 0: everything that can be taken is there · 1: it could not be done · 2: the command is wrong · 130: stopped with Ctrl-C. */
export async function importMarkdown(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = readOptions(args)
  if (!options.ok) return fail(`${options.detail}\nUsage: ${usage}`, 2)
  const vault = await openVault(options.value.path)
  if (!vault.ok) return fail(vault.detail ?? vault.reason, 1)
  try {
    const plan = await planVault(vault.value.entries, { name: vault.value.name })
    if (options.value.dryRun) return showPlan(plan, options.value.json)
    return await importPlan(plan, options.value, env)
  } finally {
    await vault.value.close()
  }
}

interface Options {
  readonly path: string
  readonly workspace: string
  readonly into: string | undefined
  readonly server: string | undefined
  readonly report: string | undefined
  readonly create: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

function readOptions(args: readonly string[]): Outcome<'usage', Options> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string', short: 'w' },
        into: { type: 'string' },
        server: { type: 'string' },
        report: { type: 'string' },
        create: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return refused('usage', 'nexus: name one folder or zip to import.')
    if (values.workspace === undefined && !values['dry-run']) return refused('usage', 'nexus: --workspace is missing.')
    const { workspace = '', into, server, report, create, json } = values
    return done({ path: resolve(path), workspace, into, server, report, create, dryRun: values['dry-run'], json })
  } catch (error) {
    return refused('usage', `nexus: ${error instanceof Error ? error.message : String(error)}`)
  }
}

interface Vault {
  readonly name: string
  readonly entries: AsyncIterable<VaultEntry> | Iterable<VaultEntry>
  close(): Promise<void>
}

async function openVault(path: string): Promise<Outcome<'no-vault', Vault>> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return refused('no-vault', `nexus: there is nothing at ${path}.`)
  const name = basename(path).replace(/\.zip$/i, '')
  if (found.isDirectory()) return done({ name, entries: filesBelow(path), close: async () => {} })
  if (!(await isZip(path))) return refused('no-vault', `nexus: ${path} is neither a folder nor a zip.`)
  const source = await openByteSource(path)
  const entries = await readZip(source)
  if (entries.ok) return done({ name, entries: entries.value, close: () => source.close() })
  await source.close()
  return refused('no-vault', `nexus: ${path} can not be read as a zip (${entries.reason}).`)
}

async function importPlan(plan: VaultPlan, options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  const dataFolder = resolve(env.NEXUS_DATA || 'data')
  const opened = await openWorkspace({ ...options, dataFolder, env })
  if (!opened.ok) return fail(`nexus: ${opened.detail ?? opened.reason}`, 1)
  const workspace = opened.value
  let isStopped = false
  const stop = () => void (isStopped = true)
  process.once('SIGINT', stop)
  const line = openProgressLine()
  try {
    const report = await runImport({
      plan,
      target: await targetOver(workspace),
      after: orderByTime(Date.now()),
      ...(options.into && { into: options.into }),
      isStopped: () => isStopped,
      onProgress: ({ phase, done: count, total, path }) => line.show(`${phase} ${count}/${total} ${path}`, Date.now()),
    })
    line.clear()
    return await showReport(report, plan, options)
  } finally {
    process.removeListener('SIGINT', stop)
    await workspace.close()
  }
}

async function targetOver(workspace: WorkspaceAccess): Promise<ImportTarget> {
  const existing = importedThings(await workspace.rows())
  return {
    existing: (key) => existing.get(key),
    isEmpty: async (id) => (await workspace.read(id, holdsNothing)) ?? true,
    batch: (write) =>
      workspace.batch((work) =>
        write(
          writerOver(async (command, input) => {
            const parsed = command.input.safeParse(input)
            return parsed.success ? command.run(work, parsed.data) : refused('invalid-input', parsed.error.message)
          }),
        ),
      ),
    putBlob: (bytes, mime) => workspace.putBlob(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime })),
    pause: async () => {},
  }
}

function showPlan(plan: VaultPlan, json: boolean): number {
  const { folders, notes, files, skipped } = plan
  if (json) {
    const paths = (list: readonly { path: string }[]) => list.map(({ path }) => path)
    print(JSON.stringify({ notes: paths(notes), files: paths(files), folders: paths(folders), skipped }, null, 2))
    return 0
  }
  print(`${notes.length} notes in ${folders.length} folders and ${files.length} files would be imported.`)
  for (const { path, remarks } of skipped) print(`skipped  ${path}: ${remarks.map(sentenceOf).join(' ')}`)
  return 0
}

async function showReport(report: ImportReport, plan: VaultPlan, { json, report: file }: Options): Promise<number> {
  const counts = countReport(report)
  if (file) {
    await writeFile(file, /\.csv$/i.test(file) ? reportAsCsv(report) : reportAsMarkdown(report, plan.name))
  }
  if (json) print(JSON.stringify({ ended: report.ended, reason: report.reason, counts, items: report.items }, null, 2))
  else {
    for (const { path, outcome, remarks } of report.items) {
      if (remarks.length > 0) print(`${outcome.padEnd(8)} ${path}: ${remarks.map(sentenceOf).join(' ')}`)
    }
    print(
      `${counts.notes} documents, ${counts.files} files and ${counts.folders} folders imported (${counts.changed} changed), ` +
        `${counts.present} were here already, ${counts.skipped} skipped.`,
    )
  }
  if (report.ended === 'stopped') return fail('nexus: stopped. The same command goes on from here.', 130)
  if (report.ended === 'refused') return fail(`nexus: the workspace took no more (${report.reason}).`, 1)
  return 0
}

function print(text: string): void {
  console.log(text)
}

function fail(sentence: string, code: number): number {
  console.error(sentence)
  return code
}
