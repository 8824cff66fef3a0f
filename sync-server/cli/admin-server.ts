import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Problem } from '#shared/protocol/rest.ts'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import { openOfflineDoors } from '#server/app/offline-doors.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { RestRefusal } from './rest-client.ts'

/** A server as whoever administers it asks it: one that runs, by REST, or the doors over its data folder. */
export interface AdminServer {
  /** The whole of it in hand, not the rights of somebody's key. */
  readonly isOffline: boolean
  /** Throws a RestRefusal. */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  close(): Promise<void>
}

export interface AdminQuestion {
  readonly env: NodeJS.ProcessEnv
  /** Where the data is when no key is given. */
  readonly dataFolder: string
  /** Before NEXUS_HOST and NEXUS_PORT. */
  readonly server?: string | undefined
}

/** Refused with the sentence to print. */
export async function openAdminServer(question: AdminQuestion): Promise<Outcome<'no-server', AdminServer>> {
  const { env, dataFolder, server } = question
  if (env.NEXUS_API_KEY) return done(runningServer(server ?? serverAddress(env), env.NEXUS_API_KEY))
  if (server) return refused('no-server', 'set NEXUS_API_KEY to a key of that server: "nexus key create" makes one.')
  try {
    const doors = await openOfflineDoors(dataFolder)
    const ask = async <Answer>(method: string, path: string, body?: unknown) => {
      const { status, text } = await doors.ask({ method, path, body })
      return read<Answer>(status, text)
    }
    return done({ isOffline: true, ask, close: () => doors.close() })
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error
    return refused('no-server', error.code === 'in-use' ? inUse(dataFolder) : error.message)
  }
}

function inUse(dataFolder: string): string {
  return (
    `a server is using ${dataFolder}. Set NEXUS_API_KEY to a key with the scope "admin" (and NEXUS_HOST, NEXUS_PORT where it listens) to ask ` +
    'the server, or stop it.'
  )
}

/** NEXUS_HOST may be a whole address, for servers behind a proxy. */
export function serverAddress({
  NEXUS_HOST: host = '127.0.0.1',
  NEXUS_PORT: port = '8787',
}: NodeJS.ProcessEnv): string {
  if (/^https?:\/\//.test(host)) return host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function runningServer(address: string, key: string): AdminServer {
  return {
    isOffline: false,
    ask: async <Answer>(method: string, path: string, body?: unknown) => {
      const answer = await fetch(new URL(path, address), {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch(() => unreachable(address))
      return read<Answer>(answer.status, await answer.text())
    },
    close: async () => undefined,
  }
}

function unreachable(address: string): never {
  throw new RestRefusal({
    type: 'about:blank',
    title: '',
    status: 0,
    code: 'unreachable',
    detail: `there is no server at ${address}.`,
  })
}

function read<Answer>(status: number, text: string): Answer {
  if (status < 400) return (text === '' ? undefined : JSON.parse(text)) as Answer
  const other: Problem = {
    type: 'about:blank',
    title: '',
    status,
    code: 'unknown',
    detail: `the server answered ${status}.`,
  }
  let problem: Partial<Problem> = {}
  try {
    problem = JSON.parse(text) as Partial<Problem>
  } catch {
    // Not of our server: the status is all there is.
  }
  throw new RestRefusal({ ...other, ...problem })
}

/** Every page of a list. */
export async function allOf<Item>(server: AdminServer, path: string): Promise<readonly Item[]> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const query = `limit=500${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
    const page = await server.ask<ListPage<Item>>('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}
