import { createHash } from 'node:crypto'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import type { Identity, SignedIn, SignOut } from './identity.ts'
import { accountNote, nowhere } from './where.ts'

interface SessionPorts {
  readonly control: AccountStore
  readonly clock: Clock
  readonly random: Random
}

type Sessions = Pick<
  Identity,
  | 'openSession'
  | 'sessionOf'
  | 'sessionNamed'
  | 'sessionsOf'
  | 'signOut'
  | 'endSession'
  | 'signOutEverywhere'
  | 'onSignedOut'
  | 'allEnded'
>

const sessionLifeMs = 30 * 24 * 60 * 60_000
/** A session in use is extended once a day, not with each request. */
const extendEveryMs = 24 * 60 * 60_000
/** When sessions were last seen goes to the disk once a minute, for all of them together. */
const noteSeenEveryMs = 60_000

/** Random 256-bit tokens of which only the hash is kept. */
export function openSessions(ports: SessionPorts): Sessions {
  const { control, clock, random } = ports
  const listeners = new Set<(ended: SignOut) => void>()
  const tell = (ended: SignOut) => {
    for (const listener of listeners) listener(ended)
  }
  const seen = openSeen(ports)
  const read = (tokenHash: Buffer) => sessionOf(ports, tokenHash, seen)
  return {
    openSession: async (account, { where, by } = { where: nowhere, by: 'password' }) => {
      const token = Buffer.from(random.bytes(32)).toString('base64url')
      const now = clock.now()
      const expiresAt = now + sessionLifeMs
      const times = { createdAt: now, expiresAt, lastSeenAt: now, provenAt: now }
      const note = accountNote({ action: 'session.opened', account, where, timeMs: now, body: { by } })
      await control.insertSession({ tokenHash: hashToken(token), account, ...times, ...where }, note)
      return { token, expiresAt }
    },
    sessionOf: (token) => read(hashToken(token)),
    sessionNamed: (session) => read(Buffer.from(session, 'hex')),
    sessionsOf: async (account) => {
      await seen.write()
      const open = (await control.sessionsOf(account)).filter(({ expiresAt }) => expiresAt > clock.now())
      return open.map((record) => ({ ...record, session: nameOf(record.tokenHash) }))
    },
    signOut: async (token, where = nowhere) => {
      const tokenHash = hashToken(token)
      const account = (await control.session(tokenHash))?.account
      const note = accountNote({ action: 'session.closed', account, where, timeMs: clock.now() })
      await control.deleteSession(tokenHash, note)
      tell({ session: nameOf(tokenHash) })
    },
    endSession: async (account, session, where = nowhere) => {
      const tokenHash = Buffer.from(session, 'hex')
      const found = await control.session(tokenHash)
      if (found?.account !== account) return false
      const { device } = found
      const note = accountNote({ action: 'session.revoked', account, where, timeMs: clock.now(), body: { of: device } })
      await control.deleteSession(tokenHash, note)
      tell({ session })
      return true
    },
    signOutEverywhere: async (account, { where = nowhere, except } = {}) => {
      const kept = except === undefined ? {} : { except: Buffer.from(except, 'hex') }
      const note = accountNote({ action: 'session.all-revoked', account, where, timeMs: clock.now() })
      await control.deleteSessionsOf(account, { ...kept, note })
      tell({ account, ...(except !== undefined && { except }) })
    },
    allEnded: (account) => tell({ account }),
    onSignedOut: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

interface Seen {
  note(tokenHash: Buffer): Promise<void>
  write(): Promise<void>
}

function openSeen({ control, clock }: SessionPorts): Seen {
  const times = new Map<string, { tokenHash: Buffer; timeMs: number }>()
  let writtenAt = clock.now()
  const write = async () => {
    writtenAt = clock.now()
    if (times.size === 0) return
    const batch = [...times.values()]
    times.clear()
    await control.sawSessions(batch)
  }
  return {
    note: async (tokenHash) => {
      const timeMs = clock.now()
      times.set(nameOf(tokenHash), { tokenHash, timeMs })
      if (timeMs - writtenAt >= noteSeenEveryMs) await write()
    },
    write,
  }
}

async function sessionOf(
  { control, clock }: SessionPorts,
  tokenHash: Buffer,
  seen: Seen,
): Promise<SignedIn | undefined> {
  const record = await control.session(tokenHash)
  const now = clock.now()
  if (!record || record.expiresAt <= now) return undefined
  const isExtended = record.expiresAt - now < sessionLifeMs - extendEveryMs
  const expiresAt = isExtended ? now + sessionLifeMs : record.expiresAt
  if (isExtended) await control.extendSession(tokenHash, expiresAt)
  await seen.note(tokenHash)
  const { account: id, name, email, provenAt } = record
  return { account: { id, name, email }, session: nameOf(tokenHash), expiresAt, provenAt }
}

function nameOf(tokenHash: Uint8Array): string {
  return Buffer.from(tokenHash).toString('hex')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
