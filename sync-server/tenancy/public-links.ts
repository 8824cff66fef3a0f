import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  mintId,
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  typeOf,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { NewPublicLink, PublicLink } from '#shared/protocol/rest-sharing.ts'
import { openAttemptLimit } from '#server/identity/attempt-limit.ts'
import { hashPassword, isPassword, type PasswordCost } from '#server/identity/password-hash.ts'
import { type LinkRecord, linkPrincipal } from '#server/storage/link-store.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type Act, noteOf } from './act.ts'
import { putBits } from './grants.ts'
import { mintToken, readToken } from './invitation-token.ts'
import type { Members } from './members.ts'
import { namesOf } from './names.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Links by which anyone reads one thing. What a link may is asked of `Access` as of `link:<id>`, each time. */
export interface PublicLinks {
  create(
    workspace: WorkspaceId,
    asked: LinkAsked,
    act: Act,
  ): Promise<Outcome<'not-found' | 'no-public-page', NewPublicLink>>
  /** Those that still work: of a thing, or of a workspace. */
  of(workspace: WorkspaceId, replica?: ReplicaId): Promise<readonly PublicLink[]>
  inOrganisation(organisation: OrganisationId): Promise<readonly (PublicLink & { readonly workspace: WorkspaceId })[]>
  /** At once, for everyone who has it. */
  revoke(workspace: WorkspaceId, id: string, act: Act): Promise<boolean>
  /** Behind a token. undefined: there never was one, it has expired, or it was taken back. */
  open(token: string): Promise<OpenLink | undefined>
  /** A proof that the password was known, for a while. */
  unlock(link: OpenLink, password: string, address: string): Promise<Outcome<'wrong' | 'too-many', string>>
  /** Whether what the caller brings is such a proof; a link without a password needs none. */
  isUnlocked(link: OpenLink, proof: string | undefined): boolean
  /** Whoever opens it in the app becomes a guest with the link's role on that thing. */
  join(link: OpenLink, account: Account, address: string): Promise<boolean>
}

export interface LinkAsked {
  readonly replica: ReplicaId
  readonly role: 'viewer' | 'editor'
  readonly expiresInDays?: number | undefined
  readonly password?: string | undefined
}

export interface OpenLink {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly principal: PrincipalId
  readonly record: LinkRecord
}

export interface LinkSettings {
  readonly passwordCost: PasswordCost
  /** Of this server: what proofs are made with. */
  readonly linkSecret: string
}

interface LinkPorts extends TenancyPorts, LinkSettings {
  readonly members: Members
}

/** Those that a page shows. */
const shownTypes = new Set(['document', 'folder', 'task', 'idea'])
const dayMs = 24 * 60 * 60_000
export const proofMs = 12 * 60 * 60_000

export function openPublicLinks(ports: LinkPorts): PublicLinks {
  const { storage, clock } = ports
  const attempts = openAttemptLimit({ clock, free: 5 })
  const isOpen = ({ expiresAt }: LinkRecord) => expiresAt === undefined || expiresAt > clock.now()
  return {
    create: (workspace, asked, act) => create(ports, { workspace, ...asked }, act),
    of: async (workspace, replica) => {
      const records = (await (await homeOfWorkspace(storage, workspace))?.store.links({ workspace, replica })) ?? []
      return describeAll(ports, records.filter(isOpen))
    },
    inOrganisation: async (organisation) => {
      const records = (await (await storage.organisation(organisation)).links()).filter(isOpen)
      const described = await describeAll(ports, records)
      return described.map((each, at) => ({ ...each, workspace: records[at]?.workspace as WorkspaceId }))
    },
    revoke: async (workspace, id, act) => {
      const home = await homeOfWorkspace(storage, workspace)
      const note = noteOf(clock, act, { action: 'link.revoked', object: `link:${id}` })
      if (!home || !(await home.store.deleteLink({ id, workspace }, note))) return false
      await ports.access.announce({ organisation: home.organisation, workspace, subject: linkPrincipal(id) })
      return true
    },
    open: (token) => open(ports, token),
    unlock: async ({ record }, password, address) => {
      const keys = [`link ${record.id}`, `from ${address}`]
      if (keys.some((key) => attempts.waitMs(key) > 0)) return refused('too-many')
      // Counted before it is tried: a thousand at once would be a thousand guesses.
      for (const key of keys) attempts.failed(key)
      if (!(await isPassword(password, record.password))) return refused('wrong')
      for (const key of keys) attempts.succeeded(key)
      return done(proofOf(ports, record, clock.now() + proofMs))
    },
    isUnlocked: ({ record }, proof) => record.password === '' || isProof(ports, record, proof),
    join: (link, account, address) => join(ports, link, { account, address }),
  }
}

async function create(ports: LinkPorts, { workspace, ...asked }: LinkAsked & { workspace: WorkspaceId }, act: Act) {
  const { storage, access, clock, random, passwordCost } = ports
  if (!shownTypes.has(typeOf(asked.replica))) return refused('no-public-page')
  const home = await homeOfWorkspace(storage, workspace)
  if (!home) return refused('not-found')
  const { token, tokenHash } = mintToken(home.organisation, random)
  const record: LinkRecord = {
    id: mintId('link', random),
    tokenHash,
    workspace,
    replica: asked.replica,
    role: asked.role,
    password: asked.password === undefined ? '' : await hashPassword(asked.password, { random, cost: passwordCost }),
    createdBy: act.by,
    createdAt: clock.now(),
    expiresAt: asked.expiresInDays === undefined ? undefined : clock.now() + asked.expiresInDays * dayMs,
    lastUsedAt: undefined,
  }
  const body = {
    replica: record.replica,
    role: record.role,
    expiresAt: record.expiresAt,
    hasPassword: record.password !== '',
  }
  await home.store.insertLink(record, noteOf(clock, act, { action: 'link.created', object: `link:${record.id}`, body }))
  await access.announce({ organisation: home.organisation, workspace, replica: record.replica })
  const [described] = await describeAll(ports, [record])
  return described ? done({ ...described, token }) : refused('not-found')
}

async function open({ storage, clock }: LinkPorts, token: string): Promise<OpenLink | undefined> {
  const read = readToken(token)
  // Only of organisations that are there: opening one makes its file.
  if (!read || !(await storage.control.hasOrganisation(read.organisation))) return undefined
  const store = await storage.organisation(read.organisation)
  const record = await store.linkByHash(read.tokenHash)
  if (!record || (record.expiresAt !== undefined && record.expiresAt <= clock.now())) return undefined
  await noteUse(store, record, clock.now())
  const { workspace, replica } = record
  return { organisation: read.organisation, workspace, replica, principal: linkPrincipal(record.id), record }
}

const minuteMs = 60_000

async function noteUse(store: OrganisationStore, { id, lastUsedAt = 0 }: LinkRecord, nowMs: number): Promise<void> {
  const minute = nowMs - (nowMs % minuteMs)
  if (minute > lastUsedAt) await store.linkUsed(id, minute)
}

async function join(ports: LinkPorts, link: OpenLink, { account, address }: { account: Account; address: string }) {
  const { organisation, workspace, replica, record } = link
  const { access, members } = ports
  const subject = userPrincipal(account.id)
  const act: Act = { by: subject, address }
  // Who may that much already gets nothing more.
  if ((await access.check(subject, record.role === 'editor' ? 'write' : 'read', workspace, replica)).ok) return true
  await members.admit(organisation, { principal: subject, email: account.email, role: 'guest' }, act)
  const bits = record.role === 'editor' ? 'rw-' : 'r--'
  return (await putBits(ports, { organisation, workspace, replica, subject, bits, adds: true }, act)).ok
}

async function describeAll(ports: LinkPorts, records: readonly LinkRecord[]): Promise<readonly PublicLink[]> {
  const names = await namesOf(
    { ...ports, control: ports.storage.control },
    records.map(({ createdBy }) => createdBy),
  )
  return records.map(({ id, replica, role, expiresAt, password, createdBy, lastUsedAt }) => ({
    id,
    replica,
    role,
    expiresAt,
    hasPassword: password !== '',
    createdBy: names.get(createdBy)?.name ?? '',
    lastUsedAt,
  }))
}

/** `<until>.<mac>`: worth nothing for another link, another password, or later. */
function proofOf({ linkSecret }: LinkPorts, { id, password }: LinkRecord, untilMs: number): string {
  const bound = createHash('sha256').update(password).digest('base64url')
  const mac = createHmac('sha256', linkSecret).update(`${id} ${bound} ${untilMs}`).digest('base64url')
  return `${untilMs}.${mac}`
}

function isProof(ports: LinkPorts, record: LinkRecord, proof: string | undefined): boolean {
  const untilMs = Number(proof?.split('.')[0])
  if (!proof || !Number.isSafeInteger(untilMs) || untilMs <= ports.clock.now()) return false
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(ports, record, untilMs))]
  return given.length === right.length && timingSafeEqual(given, right)
}
