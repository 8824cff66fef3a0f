import { resolve } from 'node:path'
import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from 'node:util'
import { readConfig } from '#server/app/config.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'

/** The words of a command about a data folder; undefined, and told on the way, when they are not understood. */
export function readWords<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  { usage, options }: { usage: string; options: Options },
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options } satisfies ParseArgsConfig)
  } catch (error) {
    console.error(`nexus: ${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`)
    return undefined
  }
}

/** The named data folder, else that of the server; undefined, and told, when its settings are wrong. */
export async function dataFolderOf(named: string | undefined, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (named !== undefined) return resolve(named)
  const config = await readConfig(env)
  if (config.ok) return config.value.dataFolder
  console.error(`nexus: ${config.detail ?? config.reason}`)
  return undefined
}

/** What the world did wrong in one line; a bug keeps its trace. */
export function sentenceOfFault(error: unknown): string {
  if (error instanceof StorageFault) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) throw error
  return code === 'ENOSPC' || code === 'SQLITE_FULL'
    ? 'the disk is full; nothing was left half done.'
    : (error as Error).message
}
