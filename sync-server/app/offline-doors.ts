import type { FastifyInstance } from 'fastify'
import { ownOrigin } from '#server/access/own-origin.ts'
import { operator } from '#server/access/operator-access.ts'
import { openHttpServer } from '#server/http/http-server.ts'
import type { Credential, Credentials } from '#server/identity/credentials.ts'
import { openSignInWays } from '#server/identity/sign-in-ways.ts'
import { openSignUps } from '#server/tenancy/sign-up.ts'
import { openCore } from './core.ts'
import { serverDefaults, systemRandom } from './start-server.ts'

/** REST over a data folder that no server uses, for whoever runs it: every door of a server, asked in this process. */
export interface OfflineDoors {
  ask(request: OfflineRequest): Promise<OfflineAnswer>
  close(): Promise<void>
}

export interface OfflineRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

export interface OfflineAnswer {
  readonly status: number
  readonly text: string
}

/** Throws a StorageFault when the folder can not be used, as when a server uses it. */
export async function openOfflineDoors(dataFolder: string): Promise<OfflineDoors> {
  const core = await openCore({ ...serverDefaults, dataFolder })
  try {
    // Known to this process alone, and gone with it.
    const word = Buffer.from(systemRandom.bytes(32)).toString('base64url')
    const { app } = await openDoors(core, operatorBy(word, core.credentials))
    return {
      ask: async ({ method, path, body }) => answerOf(app, { method, path, body, word }),
      close: async () => {
        await app.close()
        await core.close()
      },
    }
  } catch (error) {
    await core.close()
    throw error
  }
}

function openDoors(core: Awaited<ReturnType<typeof openCore>>, credentials: Credentials) {
  const { clock, random, report, passwordCost: cost } = serverDefaults
  const site = () => core.addressOf('/')
  return openHttpServer({
    ...core,
    ...serverDefaults,
    credentials,
    signInWays: openSignInWays({ ...core, clock, random, cost, oidc: [], publicUrl: undefined, site, report }),
    signUps: openSignUps({ ...core, clock, policy: { signUp: 'invited', setupWord: undefined } }),
    origin: ownOrigin({ listenHost: '127.0.0.1', publicUrl: undefined }),
    openSignUp: false,
    isHttps: false,
    trustedProxies: [],
    clientFolder: 'no-client',
    isServing: () => true,
    report,
  })
}

function operatorBy(word: string, credentials: Credentials): Credentials {
  const credential: Credential = { kind: 'key', id: '', principal: operator, account: undefined, expiresAt: 8.64e15 }
  return { ...credentials, principalOf: async (token) => (token === word ? credential : undefined) }
}

async function answerOf(
  app: FastifyInstance,
  { method, path, body, word }: OfflineRequest & { word: string },
): Promise<OfflineAnswer> {
  const answer = await app.inject({
    method: method as 'GET',
    url: path,
    headers: {
      host: 'localhost',
      authorization: `Bearer ${word}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: answer.body }
}
