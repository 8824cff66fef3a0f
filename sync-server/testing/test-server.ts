import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#shared/kit/ports.ts'
import { mintId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Role } from '#shared/access/roles.ts'
import type { Account, Invitation, SessionAnswer } from '#shared/protocol/rest.ts'
import {
  type RunningServer,
  type ServerOptions,
  serverDefaults,
  startServer,
  systemRandom,
} from '#server/app/start-server.ts'
import { openTestDevice, type TestDevice } from './test-device.ts'

/** Passwords that cost nothing; everything else as it is in earnest, on a port and a folder of its own. */
export interface TestServer {
  readonly url: string
  readonly running: RunningServer
  readonly dataFolder: string
  readonly faults: unknown[]
  /** A caller of REST with a cookie jar. */
  visitor(): TestCaller
  /** The first one owns the server; those who follow come by an invitation to a fresh workspace of that one. */
  person(name: string): Promise<TestPerson>
  close(): Promise<void>
}

export interface TestCaller {
  cookie: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
}

export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers; tests look at it
  readonly body: any
}

export interface TestPerson extends TestCaller {
  readonly account: Account
  readonly principal: PrincipalId
  workspace(name?: string): Promise<WorkspaceId>
  invite(workspace: WorkspaceId, role: Role): Promise<string>
  /** Accepts an invitation made by `by`. */
  join(workspace: WorkspaceId, options: { by: TestPerson; role: Role }): Promise<void>
  device(): Promise<TestDevice>
}

type Options = Partial<ServerOptions> & { clock?: Clock }

export const testPassword = 'correct horse battery'

export async function startTestServer(options: Options = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'nexus-server-'))
  const faults: unknown[] = []
  const running = await startServer({
    ...serverDefaults,
    passwordCost: { n: 2, r: 1, p: 1 },
    port: 0,
    host: '127.0.0.1',
    clientFolder: join(dataFolder, 'no-client'),
    signUp: 'open',
    publicUrl: undefined,
    report: (fault) => faults.push(fault),
    ...options,
    dataFolder,
  })
  const url = `http://127.0.0.1:${running.port}`
  return {
    url,
    running,
    dataFolder,
    faults,
    visitor: () => openCaller(url),
    person: (name) => signUp(url, name),
    close: async () => {
      await running.close()
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

export function openCaller(url: string): TestCaller {
  const caller: TestCaller = {
    cookie: '',
    call: async (method, path, body, headers = {}) => {
      const isRaw = body instanceof Uint8Array
      const answer = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(caller.cookie && { cookie: caller.cookie }),
          ...(body !== undefined && !isRaw && json),
          ...headers,
        },
        ...(body !== undefined && { body: isRaw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
      })
      const set = answer.headers.getSetCookie().find((each) => each.startsWith('nexus_session='))
      if (set) caller.cookie = set.split(';')[0] ?? ''
      const text = await answer.text()
      const isJson = /[/+]json(;|$)/.test(answer.headers.get('content-type') ?? '') && text !== ''
      return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text }
    },
  }
  return caller
}

const json = { 'content-type': 'application/json' }

/** On any server at this address, if it lets people sign up. */
export async function signUp(url: string, name: string): Promise<TestPerson> {
  const caller = openCaller(url)
  const made = await caller.call('POST', '/api/accounts', {
    email: `${name}@example.org`,
    name,
    password: testPassword,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const account = (made.body as SessionAnswer).account as Account
  const person: TestPerson = Object.assign(caller, {
    account,
    principal: userPrincipal(account.id),
    workspace: async (title = 'Home') => {
      const id = mintId<WorkspaceId>('ws', systemRandom)
      await caller.call('POST', '/api/workspaces', { id, name: title })
      return id
    },
    invite: async (workspace: WorkspaceId, role: Role) => {
      const answer = await caller.call('POST', `/api/workspaces/${workspace}/invitations`, { role, expiresInDays: 7 })
      return (answer.body as Invitation).token
    },
    join: async (workspace: WorkspaceId, { by, role }: { by: TestPerson; role: Role }) => {
      const token = await by.invite(workspace, role)
      const answer = await caller.call('POST', `/api/invitations/${token}/accept`)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    },
    device: () => openTestDevice(url, person.cookie),
  })
  return person
}
