import type { AccountId, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { RetentionCounts } from '#shared/protocol/rest-admin.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type Act, noteOf } from '../act.ts'
import { readSettings } from '../organisation-settings.ts'
import { serverActor } from '../quotas/server-actor.ts'

export interface RetentionPorts {
  readonly storage: Storage
  readonly identity: Identity
  readonly clock: Clock
  /** Those that were left alone for longer; told by whoever knows what a conversation is. */
  readonly conversations: OldThings
  report(fault: unknown): void
}

interface OldThings {
  count(organisation: OrganisationId, beforeMs: number): Promise<number>
  empty(organisation: OrganisationId, beforeMs: number): Promise<number>
}

/** How long what is kept: single changes for the history window, sign-ins as long as the organisation lets them stand. */
export interface Retention {
  /** What would go now. Changes nothing. */
  plan(organisation: OrganisationId): Promise<RetentionCounts>
  /** Removes it, and says what has gone. */
  apply(organisation: OrganisationId, act: Act): Promise<RetentionCounts>
  /** The same for all, by the server itself. One that can not be read holds up no other. */
  applyAll(): Promise<void>
  /** Changes have left the history window by themselves; noted with the next `applyAll`. */
  forgotten(workspace: WorkspaceId, changes: number): void
  /** Who removes old changes: without somebody, nobody does. */
  forgetBy(forget: (workspaces: readonly WorkspaceId[]) => Promise<void>): void
}

const dayMs = 24 * 60 * 60_000
const everyHourMs = 60 * 60_000

/** Once an hour, one after another; what it does not get to is done the next time. */
export function startRetention(retention: Retention): { close(): Promise<void> } {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= retention.applyAll().finally(() => (running = undefined))
  }, everyHourMs).unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

export function openRetention(ports: RetentionPorts): Retention {
  const { storage, clock, report } = ports
  let forget: ((workspaces: readonly WorkspaceId[]) => Promise<void>) | undefined
  const gone = new Map<WorkspaceId, number>()
  const old = async (what: keyof OldThings, organisation: OrganisationId): Promise<number> => {
    const days = readSettings(await storage.settingsOf(organisation)).retention?.conversations
    return days === undefined ? 0 : ports.conversations[what](organisation, clock.now() - days * dayMs)
  }
  const plan = async (organisation: OrganisationId): Promise<RetentionCounts> => ({
    changes: await oldChanges(ports, organisation),
    sessions: (await oldSessions(ports, organisation)).length,
    conversations: await old('count', organisation),
  })
  const note = async (organisation: OrganisationId, counts: RetentionCounts, act: Act) => {
    if (counts.changes + counts.sessions + counts.conversations === 0) return
    const done = { action: 'retention.applied', object: `organization:${organisation}`, body: { ...counts } }
    await (await storage.organisation(organisation)).audit.insertNote(noteOf(clock, act, done))
  }
  const endSessions = async (organisation: OrganisationId): Promise<number> => {
    const old = await oldSessions(ports, organisation)
    for (const { account, session } of old) await ports.identity.endSession(account, session)
    return old.length
  }
  /** What the log has let go of in this organisation since it was last asked. */
  const takeGone = async (organisation: OrganisationId): Promise<number> => {
    let changes = 0
    for (const [workspace, count] of gone) {
      if ((await storage.control.organisationOfWorkspace(workspace)) !== organisation) continue
      changes += count
      gone.delete(workspace)
    }
    return changes
  }
  const takeAll = async (organisation: OrganisationId): Promise<RetentionCounts> => ({
    changes: await takeGone(organisation),
    sessions: await endSessions(organisation),
    conversations: await old('empty', organisation),
  })
  return {
    plan,
    apply: async (organisation, act) => {
      const store = await storage.organisation(organisation)
      await forget?.((await store.workspaces()).map(({ id }) => id))
      const counts = await takeAll(organisation)
      await note(organisation, counts, act)
      return counts
    },
    applyAll: async () => {
      for (const organisation of await storage.control.organisations()) {
        try {
          await note(organisation, await takeAll(organisation), { by: serverActor })
        } catch (fault) {
          report(fault)
        }
      }
    },
    forgotten: (workspace, changes) => void gone.set(workspace, (gone.get(workspace) ?? 0) + changes),
    forgetBy: (next) => void (forget = next),
  }
}

async function oldChanges({ storage, clock }: RetentionPorts, organisation: OrganisationId): Promise<number> {
  const store = await storage.organisation(organisation)
  const olderThanMs = clock.now() - (await store.log.historyDays()) * dayMs
  let changes = 0
  for (const { id } of await store.workspaces()) changes += await store.log.countOldChanges(id, olderThanMs)
  return changes
}

interface OldSession {
  readonly account: AccountId
  readonly session: string
}

/** Sign-ins of its members that began before its window. Guests sign in as their own organisations want it. */
async function oldSessions(
  { storage, identity, clock }: RetentionPorts,
  organisation: OrganisationId,
): Promise<readonly OldSession[]> {
  const days = readSettings(await storage.settingsOf(organisation)).retention?.sessions
  if (days === undefined) return []
  const beganBefore = clock.now() - days * dayMs
  const roles = await (await storage.organisation(organisation)).organisationRoles()
  const old: OldSession[] = []
  for (const [principal, role] of roles) {
    if (role === 'guest' || !principal.startsWith('user:')) continue
    const account = principal.slice('user:'.length) as AccountId
    for (const { session, createdAt } of await identity.sessionsOf(account))
      if (createdAt < beganBefore) old.push({ account, session })
  }
  return old
}
