import { createHash, timingSafeEqual } from 'node:crypto'
import type { AccountId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import type { OidcProvider } from './oidc-config.ts'
import { openProviderTalk, type ProviderPerson } from './provider-talk.ts'
import { openShortLived } from './short-lived.ts'
import { accountNote, type Where } from './where.ts'

export interface ProviderPorts {
  readonly control: AccountStore
  readonly clock: Clock
  readonly random: Random
  readonly providers: readonly OidcProvider[]
  readonly publicUrl: URL | undefined
  report(fault: unknown): void
}

/** Signing in by somebody else's word: Google, GitHub, any issuer of OpenID Connect. */
export interface Providers {
  readonly offered: readonly { readonly name: string; readonly label: string }[]
  /** Where the browser goes, and the secret that it keeps in a cookie meanwhile, so that no other browser can end what it began. */
  start(provider: string, asked: FlowStart): Promise<Outcome<'no-provider' | 'provider-unreachable', StartedFlow>>
  /** What the provider sent the browser back with. */
  finish(flow: string, query: string): Promise<Outcome<FlowRefusal, FinishedFlow>>
  accountOf(person: ProviderPerson): Promise<AccountId | undefined>
  link(account: AccountId, person: ProviderPerson, where: Where): Promise<Outcome<'link-taken', void>>
  unlink(account: AccountId, provider: string, where: Where): Promise<boolean>
  linkedTo(account: AccountId): Promise<readonly string[]>
}

export type FlowRefusal = 'flow-gone' | 'provider-refused'

interface FlowStart {
  /** A path of this server. */
  readonly to: string
  /** Of the page that asks. */
  readonly origin: string | undefined
  /** To link it to who is signed in; undefined: to sign in. */
  readonly account?: AccountId
  readonly invitation?: string | undefined
}

export interface StartedFlow {
  readonly url: string
  readonly flow: string
}

export interface FinishedFlow {
  readonly person: ProviderPerson
  readonly to: string
  readonly account: AccountId | undefined
  readonly invitation: string | undefined
}

interface Flow extends Omit<FlowStart, 'origin'> {
  readonly provider: OidcProvider
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export const flowLifeMs = 10 * 60_000

export function openProviders(ports: ProviderPorts): Providers {
  const { control, clock, random, providers } = ports
  const flows = openShortLived<Flow>({ clock, random, lifeMs: flowLifeMs })
  const talk = openProviderTalk()
  const word = () => Buffer.from(random.bytes(32)).toString('base64url')
  return {
    offered: providers.map(({ id, label }) => ({ name: id, label })),
    start: async (name, { to, origin, account, invitation }) => {
      const provider = providers.find(({ id }) => id === name)
      if (!provider) return refused('no-provider')
      const redirectUri = `${ports.publicUrl?.origin ?? origin ?? ''}/api/session/providers/callback`
      const secrets = { state: word(), nonce: word(), verifier: word() }
      try {
        const url = await talk.addressOf(provider, { ...secrets, redirectUri })
        const rest = { ...(account !== undefined && { account }), invitation }
        return done({ url, flow: flows.keep({ provider, redirectUri, to: ownPath(to), ...secrets, ...rest }) })
      } catch (error) {
        ports.report(error)
        return refused('provider-unreachable', provider.label)
      }
    },
    finish: async (token, query) => {
      const flow = flows.take(token)
      const params = new URLSearchParams(query)
      if (!flow || !isSame(params.get('state') ?? '', flow.state)) return refused('flow-gone')
      // Somebody changed their mind there, or the provider does not let them: nothing that whoever runs this has to know.
      if (params.has('error')) return refused('provider-refused', flow.provider.label)
      try {
        const person = await talk.personOf(flow.provider, { ...flow, query })
        return done({ person, to: flow.to, account: flow.account, invitation: flow.invitation })
      } catch (error) {
        ports.report(error)
        return refused('provider-refused', flow.provider.label)
      }
    },
    accountOf: ({ provider, subject }) => control.accountOfProvider(provider, subject),
    link: async (account, { provider, subject }, where) => {
      const timeMs = clock.now()
      const note = accountNote({ action: 'provider.linked', account, where, timeMs, body: { provider } })
      const result = await control.insertProviderLink({ provider, subject, account, createdAt: timeMs }, note)
      return result === 'linked' ? done() : refused('link-taken')
    },
    unlink: (account, provider, where) => {
      const note = accountNote({ action: 'provider.unlinked', account, where, timeMs: clock.now(), body: { provider } })
      return control.deleteProviderLink(account, provider, note)
    },
    linkedTo: (account) => control.providersOf(account),
  }
}

/** A path of this server and nothing else, whatever slashes and control characters it was written with. */
export function ownPath(to: string): string {
  const base = 'http://nexus.invalid'
  if (!to.startsWith('/') || !URL.canParse(to, base)) return '/'
  const url = new URL(to, base)
  // `//host` and `/\host` are other servers to a browser; a path that begins with two slashes still would be.
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/'
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}
