import { createHash } from 'node:crypto'
import type { Configuration } from 'openid-client'
import { z } from 'zod'
import { isThisMachine, type OidcProvider } from './oidc-config.ts'

/** Whom a provider says that it is. */
export interface ProviderPerson {
  readonly provider: string
  /** Theirs for ever, unlike their address. */
  readonly subject: string
  readonly name: string
  /** Only one that the provider has made sure of. */
  readonly email: string | undefined
}

interface Secrets {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The conversation with a provider: code flow with PKCE, state and nonce. Throws when it can not be held, or something in it is wrong. */
export interface ProviderTalk {
  addressOf(provider: OidcProvider, secrets: Secrets): Promise<string>
  personOf(provider: OidcProvider, answered: Secrets & { readonly query: string }): Promise<ProviderPerson>
}

const timeoutSeconds = 10
/** Loaded when first asked for: a start does not wait for it. */
const library = () => import('openid-client')

export function openProviderTalk(): ProviderTalk {
  const known = new Map<string, Promise<Configuration>>()
  const configurationOf = (provider: OidcProvider) => {
    const found = known.get(provider.id)
    if (found) return found
    const asking = discover(provider)
    known.set(provider.id, asking)
    // One that was out of reach is asked again next time.
    asking.catch(() => known.delete(provider.id))
    return asking
  }
  return {
    addressOf: async (provider, { redirectUri, state, nonce, verifier }) => {
      const { buildAuthorizationUrl } = await library()
      const url = buildAuthorizationUrl(await configurationOf(provider), {
        redirect_uri: redirectUri,
        scope: provider.kind === 'github' ? 'read:user user:email' : 'openid email profile',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        state,
        ...(provider.kind === 'oidc' && { nonce }),
      })
      return url.href
    },
    personOf: async (provider, { redirectUri, state, nonce, verifier, query }) => {
      const { authorizationCodeGrant } = await library()
      const configuration = await configurationOf(provider)
      const isOidc = provider.kind === 'oidc'
      const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        ...(isOidc && { expectedNonce: nonce, idTokenExpected: true }),
      })
      if (!isOidc) return githubPerson(provider, configuration, tokens.access_token)
      return oidcPerson(provider, configuration, { claims: tokens.claims(), accessToken: tokens.access_token })
    },
  }
}

async function discover({ issuer, kind, clientId, clientSecret }: OidcProvider): Promise<Configuration> {
  const { allowInsecureRequests, Configuration: Settings, discovery, None } = await library()
  const isLocal = isThisMachine(new URL(issuer).hostname)
  if (kind === 'github') {
    const endpoints = {
      issuer,
      authorization_endpoint: `${issuer}/login/oauth/authorize`,
      token_endpoint: `${issuer}/login/oauth/access_token`,
    }
    const settings = new Settings(endpoints, clientId, clientSecret)
    settings.timeout = timeoutSeconds
    if (isLocal) allowInsecureRequests(settings)
    return settings
  }
  return discovery(new URL(issuer), clientId, clientSecret, clientSecret === undefined ? None() : undefined, {
    timeout: timeoutSeconds,
    ...(isLocal && { execute: [allowInsecureRequests] }),
  })
}

const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  name: z.string().optional(),
  email: z.string().optional(),
  // Some providers write it as a word.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
})

async function oidcPerson(
  provider: OidcProvider,
  configuration: Configuration,
  { claims, accessToken }: { claims: unknown; accessToken: string },
): Promise<ProviderPerson> {
  const { fetchUserInfo } = await library()
  const token = claimsSchema.parse(claims)
  const asked = token.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
  const said = asked ? claimsSchema.parse(await fetchUserInfo(configuration, accessToken, token.sub)) : token
  const isVerified = said.email !== undefined && said.email_verified === true
  return personOf(provider, { subject: token.sub, name: said.name, email: isVerified ? said.email : undefined })
}

const githubUser = z.looseObject({ id: z.number().int(), login: z.string(), name: z.string().nullish() })
const githubEmails = z.array(z.looseObject({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

async function githubPerson(
  provider: OidcProvider,
  configuration: Configuration,
  accessToken: string,
): Promise<ProviderPerson> {
  const { fetchProtectedResource } = await library()
  const { issuer } = provider
  // On a server of one's own the API is below the same name.
  const api = issuer === 'https://github.com' ? 'https://api.github.com' : `${issuer}/api/v3`
  const get = async (path: string): Promise<unknown> => {
    const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'nexus' })
    const url = new URL(`${api}${path}`)
    const answer = await fetchProtectedResource(configuration, accessToken, url, 'GET', undefined, headers)
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}`)
    return answer.json()
  }
  const user = githubUser.parse(await get('/user'))
  const emails = githubEmails.parse(await get('/user/emails'))
  const email = emails.find((each) => each.primary && each.verified)?.email
  return personOf(provider, { subject: String(user.id), name: user.name ?? user.login, email })
}

function personOf(
  { id, issuer }: OidcProvider,
  said: { subject: string; name: string | undefined; email: string | undefined },
): ProviderPerson {
  const email = z.email().max(254).safeParse(said.email?.toLowerCase()).data
  const name = said.name?.trim().slice(0, 120) || email?.split('@')[0] || id
  // With the issuer: another one under the same name in the settings is other people.
  return { provider: id, subject: `${issuer} ${said.subject}`, name, email }
}
