import type { ParseArgsOptionsConfig } from 'node:util'
import { type AdminServer, openAdminServer } from './admin-server.ts'
import { dataFolderOf, sentenceOfFault } from './data-words.ts'
import { RestRefusal } from './rest-client.ts'

/** What commands answer with; docs/operators.md says so to people. */
export const exitCodes = { done: 0, failed: 1, misused: 2, no: 3 } as const

/** All commands that administer take these. */
export const adminOptions = {
  data: { type: 'string' },
  server: { type: 'string' },
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

export interface AdminWords {
  readonly data?: string | undefined
  readonly server?: string | undefined
}

/** Asks a server that runs, or the data folder; every refusal is one line and exit code 1. */
export async function overAdminServer(
  { data, server, env }: AdminWords & { env: NodeJS.ProcessEnv },
  act: (server: AdminServer) => Promise<number>,
): Promise<number> {
  const dataFolder = await dataFolderOf(data, env)
  if (dataFolder === undefined) return exitCodes.misused
  // A named folder is that folder, whatever server somebody usually talks to.
  const opened = await openAdminServer({
    env: data === undefined ? env : { ...env, NEXUS_API_KEY: undefined },
    dataFolder,
    server,
  })
  if (!opened.ok) return failed(opened.detail ?? opened.reason)
  try {
    return await act(opened.value)
  } catch (error) {
    return failed(error instanceof RestRefusal ? sentenceOf(error) : sentenceOfFault(error))
  } finally {
    await opened.value.close()
  }
}

/** What refuses a key without the rights looks, to it, like nothing: here somebody is asking who set the key. */
function sentenceOf({ problem: { status, detail } }: RestRefusal): string {
  if (status === 401) return 'the server does not take this key: it is wrong, was revoked or has expired.'
  if (status === 404) return `${detail} It is not there, or this key may not see it.`
  return detail
}

export function failed(sentence: string): number {
  console.error(`nexus: ${sentence}`)
  return exitCodes.failed
}

export function misused(usage: string, sentence?: string): number {
  console.error(`${sentence === undefined ? '' : `nexus: ${sentence}\n`}Usage: ${usage}`)
  return exitCodes.misused
}

/** Lines for people, or one JSON text for programs. */
export function say(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  if (json) console.log(JSON.stringify(value))
  else for (const line of lines) console.log(line)
}
