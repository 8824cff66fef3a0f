import { createWriteStream } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { documentQueries, type TreeNode } from '#shared/rooms/documents/index.ts'
import {
  exportedFrom,
  type ExportSource,
  openZipWriter,
  runExport,
  treeBelow,
} from '#shared/rooms/documents/markdown/index.ts'
import { openProgressLine } from './progress-line.ts'
import { openWorkspace, type WorkspaceAccess } from './workspace-access.ts'

const usage = 'nexus export markdown PATH --workspace NAME [--folder FOLDER/IN/IT] [--json] [--server URL]'

/** A path that ends in .zip becomes a zip, any other a folder. 0: written · 1: it could not be done · 2: the command is wrong. */
export async function exportMarkdown(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = readOptions(args)
  if (!options.ok) return fail(`${options.detail}\nUsage: ${usage}`, 2)
  const { path, folder } = options.value
  if (!(await isFree(path))) return fail(`nexus: ${path} is there already; name an empty folder or a new zip.`, 1)
  const opened = await openWorkspace({ ...options.value, dataFolder: resolve(env.NEXUS_DATA || 'data'), env })
  if (!opened.ok) return fail(`nexus: ${opened.detail ?? opened.reason}`, 1)
  try {
    const tree = documentQueries.documentTree.answer(await opened.value.rows())
    const part = folder ? treeBelow(tree, folder) : tree
    if (!part) return fail(`nexus: there is no folder "${folder}" in it.`, 1)
    return await exportTree(opened.value, part, options.value)
  } finally {
    await opened.value.close()
  }
}

interface Options {
  readonly path: string
  readonly workspace: string
  readonly folder: string | undefined
  readonly server: string | undefined
  readonly json: boolean
}

function readOptions(args: readonly string[]): Outcome<'usage', Options> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string', short: 'w' },
        folder: { type: 'string' },
        server: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) return refused('usage', 'nexus: name one folder or zip to write.')
    if (values.workspace === undefined) return refused('usage', 'nexus: --workspace is missing.')
    const { workspace, folder, server, json } = values
    return done({ path: resolve(path), workspace, folder, server, json })
  } catch (error) {
    return refused('usage', `nexus: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function isFree(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return true
  return found.isDirectory() && !path.endsWith('.zip') && (await readdir(path)).length === 0
}

async function exportTree(workspace: WorkspaceAccess, tree: readonly TreeNode[], options: Options): Promise<number> {
  const line = openProgressLine()
  const output = options.path.endsWith('.zip') ? await openZip(options.path) : openFolder(options.path)
  const report = await runExport({
    source: sourceOver(workspace, tree),
    write: (path, bytes) => output.write(path, bytes),
    encode: (text) => new TextEncoder().encode(text),
    isStopped: () => false,
    onProgress: ({ done: count, total, path }) => line.show(`${count}/${total} ${path}`, Date.now()),
  })
  await output.end()
  line.clear()
  if (options.json) console.log(JSON.stringify(report, null, 2))
  else {
    for (const { path, file } of report.missing)
      console.log(`missing  ${path}: the file ${file} is not on this server.`)
    console.log(`${report.documents} documents and ${report.files} files written to ${options.path}.`)
  }
  return 0
}

function sourceOver(workspace: WorkspaceAccess, tree: readonly TreeNode[]): ExportSource {
  return {
    tree,
    read: (id) => workspace.read(id, (replica) => exportedFrom(replica)),
    blob: async (hash) => {
      const blob = await workspace.readBlob(hash)
      return blob && { bytes: new Uint8Array(await blob.arrayBuffer()), mime: blob.type }
    },
    pause: async () => {},
  }
}

interface Output {
  write(path: string, bytes: Uint8Array): Promise<void>
  end(): Promise<void>
}

function openFolder(root: string): Output {
  return {
    write: async (path, bytes) => {
      const full = join(root, path)
      await mkdir(dirname(full), { recursive: true })
      await writeFile(full, bytes, { flag: 'wx' })
    },
    end: async () => void (await mkdir(root, { recursive: true })),
  }
}

async function openZip(path: string): Promise<Output> {
  await mkdir(dirname(path), { recursive: true })
  const stream = createWriteStream(path, { flags: 'wx' })
  const zip = openZipWriter((chunk) => void stream.write(chunk))
  return {
    write: async (name, bytes) => {
      zip.file(name, bytes)
      if (stream.writableNeedDrain) await new Promise<void>((drained) => stream.once('drain', drained))
    },
    end: async () => {
      zip.end()
      stream.end()
      await finished(stream)
    },
  }
}

function fail(sentence: string, code: number): number {
  console.error(sentence)
  return code
}
