import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'

/** Somebody at a provider, as it would tell of them. */
export interface ProviderUser {
  readonly sub: string
  readonly name: string
  readonly email: string
  readonly email_verified: boolean
}

export interface TestIssuer {
  readonly issuer: string
  /** Who is signed in there, in whichever browser comes. */
  user: ProviderUser
  /** Where it sends people back to: known when the server under test listens, which needs the issuer's address first. */
  register(redirectUri: string): void
  close(): Promise<void>
}

export const testClient = { client_id: 'nexus', client_secret: 'a secret of the client' }

/** A real OpenID provider on loopback that asks nobody anything. */
export async function openIssuer(user: ProviderUser): Promise<TestIssuer> {
  let handle: RequestListener = () => undefined
  const server = createServer((request, response) => handle(request, response))
  const issuer = await listen(server)
  const known: TestIssuer = {
    issuer,
    user,
    register: (redirectUri) => {
      const provider = new Provider(issuer, configurationFor(known, redirectUri))
      const answer = provider.callback()
      handle = (request, response) => {
        if (!request.url?.startsWith('/interaction/')) return answer(request, response)
        void agree(provider, known.user.sub, { request, response })
      }
    },
    close: () => closeServer(server),
  }
  return known
}

function configurationFor(known: TestIssuer, redirectUri: string): object {
  return {
    clients: [
      {
        ...testClient,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the provider'] },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_ctx: unknown, accountId: string) => {
      return { accountId, claims: () => ({ ...known.user, sub: accountId }) }
    },
  }
}

async function agree(
  provider: Provider,
  accountId: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId } })
  const grant = new provider.Grant({ accountId, clientId: params.client_id })
  grant.addOIDCScope('openid email profile')
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
}

export interface TestGithub {
  readonly issuer: string
  emails: { email: string; primary: boolean; verified: boolean }[]
  close(): Promise<void>
}

/** What GitHub's sign-in answers, as its documentation has it. */
export async function openGithub(): Promise<TestGithub> {
  const challenges = new Map<string, string>()
  const github: TestGithub = { issuer: '', emails: [], close: () => closeServer(server) }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://github.test')
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (url.pathname === '/login/oauth/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      const code = `code-${challenges.size}`
      challenges.set(code, url.searchParams.get('code_challenge') ?? '')
      back.search = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' }).toString()
      response.writeHead(302, { location: back.href }).end()
    } else if (url.pathname === '/login/oauth/access_token') {
      void bodyOf(request).then((body) => {
        const verifier = createHash('sha256')
          .update(body.get('code_verifier') ?? '')
          .digest('base64url')
        const isRight = challenges.get(body.get('code') ?? '') === verifier
        if (isRight) json({ access_token: 'gho_test', token_type: 'bearer', scope: 'read:user,user:email' })
        else json({ error: 'bad_verification_code' })
      })
    } else if (request.headers.authorization?.toLowerCase() !== 'bearer gho_test')
      json({ message: 'Bad credentials' }, 401)
    else if (url.pathname === '/api/v3/user') json({ id: 4711, login: 'ada', name: null, email: null })
    else if (url.pathname === '/api/v3/user/emails') json(github.emails)
    else json({}, 404)
  })
  return Object.assign(github, { issuer: await listen(server) })
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return new URLSearchParams(Buffer.concat(parts).toString())
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
