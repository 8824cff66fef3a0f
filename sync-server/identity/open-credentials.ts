import { createSecretKey, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type AccountId, agentPrincipal, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { ApiKeys } from './api-keys.ts'
import type { Credential, CredentialEnd, Credentials } from './credentials.ts'
import type { Identity, SignedIn } from './identity.ts'

export interface CredentialPorts {
  readonly control: Storage['control']
  readonly identity: Identity
  readonly keys: ApiKeys
  readonly clock: Clock
  readonly random: Random
  /** Of the operator's file; undefined: no JWT from outside is believed. */
  readonly jwtSecret: string | undefined
}

const ticketLifeMs = 5 * 60_000
/** Ours are told from the operator's by their type; each kind has its own secret, so neither can pass for the other. */
const ticketType = 'nexus-ticket'
/** The last moment that a Date can hold: for what does not end by itself. */
const never = 8.64e15

export async function openCredentials(ports: CredentialPorts): Promise<Credentials> {
  const { identity, clock } = ports
  const ticketSecret = keyOf(await ports.control.setting('ticket-secret', () => newSecret(ports.random)))
  const jwtSecret = ports.jwtSecret === undefined ? undefined : keyOf(ports.jwtSecret)

  return {
    ofCookie: async (token) => credentialOf(await identity.sessionOf(token)),
    principalOf: async (token) => {
      if (!isJwt(token)) return ofKey(ports, await ports.keys.find(token))
      if (typeOf(token) === ticketType) return ofTicket(ports, await claimsOf(token, ticketSecret, clock))
      return jwtSecret && ofJwt(ports, await claimsOf(token, jwtSecret, clock))
    },
    renewed: async (credential) => {
      if (credential.kind === 'session') return credentialOf(await identity.sessionNamed(credential.id))
      return credential.expiresAt > clock.now() ? credential : undefined
    },
    ticketFor: async ({ kind, id, account }) => {
      if (kind !== 'session' || !account) return undefined
      const expiresAt = clock.now() + ticketLifeMs
      const token = await new SignJWT({ sid: id })
        .setProtectedHeader({ alg: 'HS256', typ: ticketType })
        .setSubject(account.id)
        .setExpirationTime(Math.ceil(expiresAt / 1000))
        .sign(ticketSecret)
      return { token, expiresAt }
    },
    onEnded: (listener) => whenEnded(ports, listener),
  }
}

function whenEnded({ identity, keys }: CredentialPorts, listener: (ended: CredentialEnd) => void): () => void {
  const stops = [
    identity.onSignedOut(({ account, session, except }) => {
      if (account !== undefined) listener({ account, ...(except !== undefined && { except }) })
      if (session !== undefined) listener({ session })
    }),
    keys.onRevoked((key) => listener({ key })),
  ]
  return () => stops.forEach((stop) => stop())
}

function credentialOf(signedIn: SignedIn | undefined): Credential | undefined {
  if (!signedIn) return undefined
  const { account, session, expiresAt } = signedIn
  return { kind: 'session', id: session, principal: userPrincipal(account.id), account, expiresAt }
}

async function ofKey(ports: CredentialPorts, key: KeyRecord | undefined): Promise<Credential | undefined> {
  if (!key) return undefined
  const account = await accountOf(ports, key.principal)
  if (!account && key.principal.startsWith('user:')) return undefined
  const limits = { scopes: key.scopes, organisation: key.organisation }
  return { kind: 'key', id: key.id, principal: key.principal, account, expiresAt: key.expiresAt ?? never, limits }
}

/** Of a sign-in that still holds: signing out ends its tickets. */
async function ofTicket({ identity }: CredentialPorts, claims: JWTPayload | undefined) {
  const signedIn = typeof claims?.sid === 'string' ? await identity.sessionNamed(claims.sid) : undefined
  if (!signedIn || signedIn.account.id !== claims?.sub) return undefined
  return { ...credentialOf(signedIn), kind: 'ticket', expiresAt: expiryOf(claims) } as Credential
}

/** `sub` is an account's id or e-mail address, or the name of an agent in the operator's file. */
async function ofJwt(ports: CredentialPorts, claims: JWTPayload | undefined): Promise<Credential | undefined> {
  const { control, identity } = ports
  const subject = claims?.sub
  if (!claims || !subject) return undefined
  const rest = { kind: 'jwt', id: '', expiresAt: expiryOf(claims) } as const
  const record = await control.accountByEmail(subject.toLowerCase())
  const [account] = await identity.accounts([record?.id ?? (subject as AccountId)])
  if (account) return { ...rest, principal: userPrincipal(account.id), account }
  const agent = await control.idOf({ kind: 'agent', scope: '', slug: subject })
  return agent === undefined ? undefined : { ...rest, principal: agentPrincipal(agent), account: undefined }
}

async function accountOf({ identity }: CredentialPorts, principal: PrincipalId) {
  if (!principal.startsWith('user:')) return undefined
  const [account] = await identity.accounts([principal.slice('user:'.length) as AccountId])
  return account
}

/** Signed with the secret by HMAC-SHA-256 and nothing else, and neither too early nor too late; undefined otherwise. */
async function claimsOf(token: string, secret: KeyObject, clock: Clock): Promise<JWTPayload | undefined> {
  try {
    const options = { algorithms: ['HS256'], currentDate: new Date(clock.now()) }
    return (await jwtVerify(token, secret, options)).payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function expiryOf({ exp }: JWTPayload): number {
  return exp === undefined ? never : Math.min(exp * 1000, never)
}

function isJwt(token: string): boolean {
  return token.split('.').length === 3
}

function typeOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).typ
  } catch {
    return undefined
  }
}

function newSecret(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url')
}

/** An object, since making a key of the bytes takes as long as a signature. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8')
}
