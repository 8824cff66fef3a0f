import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { ClientMessage } from '#shared/protocol/messages.ts'
import { nameOfLost } from '#shared/protocol/name-of-lost.ts'
import { bounds } from '#shared/protocol/schema.ts'
import type { Access, View } from '#server/access/access.ts'
import type { Log } from '#server/log/log.ts'
import type { ConnectionQuotas } from '#server/tenancy/quotas/connection-quotas.ts'
import type { Channels, Place } from './channels.ts'
import type { Connection } from './connection.ts'
import type { Feeds } from './feeds.ts'
import type { Gate } from './gate.ts'
import { noteRefusal, type RefusalPorts } from './note-refusal.ts'
import { packMessage } from './pack-message.ts'
import { isSameView, Standings } from './standings.ts'
import type { Difference, ViewBook } from './view-book.ts'

export interface ReadingPorts extends RefusalPorts {
  readonly access: Access
  readonly log: Log
  readonly feeds: Feeds
  readonly channels: Channels
  readonly quotas: { readonly connections: ConnectionQuotas }
  readonly views: ViewBook
  /** Pages are large while they are made: a crowd that comes at once takes turns. */
  readonly pages: Gate
}

export interface ReadingSession {
  readonly number: number
  readonly connection: Connection
  readonly principal: PrincipalId
  /** Nothing is sent any more. */
  readonly isClosed: boolean
  failed(fault: unknown): void
}

/** Somebody's rights may have changed: in one workspace, or in any; `subject` undefined: whose is not said. */
export interface Changed {
  readonly workspace?: WorkspaceId | undefined
  readonly subject?: string | undefined
}

type Asked<Kind extends ClientMessage['kind']> = Extract<ClientMessage, { kind: Kind }>

/** What one session reads, watches and is seen in, and that it may (SPEC.md, SY20–SY29, SY40–SY54). */
export class SessionReading {
  readonly #session: ReadingSession
  readonly #ports: ReadingPorts
  readonly #standings: Standings

  constructor(session: ReadingSession, ports: ReadingPorts) {
    this.#session = session
    this.#ports = ports
    this.#standings = new Standings(ports.access, () => session.principal)
  }

  /** Whether what was told of the workspace still holds; also where nothing was told. */
  isCurrent(workspace: WorkspaceId): boolean {
    return this.#standings.find(workspace) === undefined || this.#standings.isCurrent(workspace)
  }

  async subscribe({ workspace, cursor }: Asked<'subscribe'>): Promise<void> {
    if (!(await this.#enter(workspace))) return
    const standing = this.#standings.find(workspace)
    const { number: session, connection } = this.#session
    if (!standing) return
    const reader = { workspace, session, connection, ...standing, renew: () => this.renew(workspace) }
    if (!(await this.#ports.feeds.subscribe(reader, cursor))) this.refuse(workspace, 'history-gone')
  }

  async pull({ workspace, cursor }: Asked<'pull'>): Promise<void> {
    if (!this.#standings.isCurrent(workspace)) await this.renew(workspace)
    const { feeds } = this.#ports
    if (!this.#standings.find(workspace)) return this.refuse(workspace, 'no-access')
    // Nothing is lost by that, and whoever takes the word for an end of access removes a copy.
    if (!feeds.has(workspace, this.#session.number)) return this.refuse(workspace, 'too-many')
    if (!(await feeds.pull({ workspace, session: this.#session.number }, cursor)))
      this.refuse(workspace, 'history-gone')
  }

  /** Answered once, whatever happens meanwhile: the reader counts on it. */
  async bootstrap(request: Asked<'bootstrap'>): Promise<void> {
    const { workspace } = request
    if (!this.#standings.find(workspace) && !(await this.#enter(workspace))) return
    while (!this.#session.isClosed) {
      if (!this.#standings.isCurrent(workspace)) await this.renew(workspace)
      const view = this.#standings.find(workspace)?.view
      if (!view) return this.refuse(workspace, 'no-access')
      const { log, pages } = this.#ports
      const packet = await pages.run(async () => packMessage(await log.bootstrap({ ...request, view })))
      // Changed while the page was read: then it is not told.
      if (!this.#standings.isCurrent(workspace)) await this.renew(workspace)
      if (this.#standings.find(workspace)?.view.stamp !== view.stamp) continue
      return this.#session.connection.sendPacket(packet)
    }
  }

  /** What has become visible since another view, page by page, and what is not any more: instead of everything anew (SY57). */
  async difference(request: Asked<'difference'>): Promise<void> {
    const { workspace, since } = request
    if (!this.#standings.find(workspace) && !(await this.#enter(workspace))) return
    while (!this.#session.isClosed) {
      if (!this.#standings.isCurrent(workspace)) await this.renew(workspace)
      const view = this.#standings.find(workspace)?.view
      if (!view) return this.refuse(workspace, 'no-access')
      const { pages, views } = this.#ports
      const difference = views.difference(workspace, { since, view })
      if (!difference) return this.refuse(workspace, 'history-gone')
      const packet = await pages.run(() => this.#differencePage(request, difference))
      // Changed while the page was read: then it is not told.
      if (!this.#standings.isCurrent(workspace)) await this.renew(workspace)
      if (this.#standings.find(workspace)?.view.stamp !== view.stamp) continue
      return this.#session.connection.sendPacket(packet)
    }
  }

  async #differencePage({ workspace, since, asOf, after }: Asked<'difference'>, { gained, lost }: Difference) {
    const visible = new Set(gained)
    const view = { isWhole: false, mayRead: (replica: ReplicaId) => visible.has(replica), shared: gained }
    const page =
      gained.length > 0
        ? await this.#ports.log.bootstrap({ workspace, asOf, after, view })
        : { asOf, next: '', snapshots: [] }
    const { next, snapshots } = page
    const names = next === '' ? lost.map(nameOfLost) : []
    return packMessage({ kind: 'difference', workspace, since, asOf: page.asOf, next, snapshots, lost: names })
  }

  async watch(place: Place): Promise<void> {
    const { number: session, principal, connection } = this.#session
    const revision = this.#ports.access.revisionOf(place.workspace)
    const allowed = await this.#ports.access.check(principal, 'read', place.workspace, place.replica)
    if (!allowed.ok) return this.refuse(place.workspace, 'no-access', place.replica)
    const watcher = { session, principal, connection, revision }
    if (!this.#ports.channels.watch(place, watcher)) this.refuse(place.workspace, 'too-many', place.replica)
  }

  unwatch(place: Place): void {
    this.#ports.channels.unwatch(place, this.#session.number)
  }

  tell(place: Place, bytes: Uint8Array): Promise<void> | undefined {
    const { access, channels } = this.#ports
    const { number: session, principal } = this.#session
    const tell = ({ ok }: { ok: boolean }) => {
      if (ok) channels.tell(place, { session, bytes })
    }
    const known = access.known(principal, 'read', place.workspace, place.replica)
    if (!known) return access.check(principal, 'read', place.workspace, place.replica).then(tell)
    tell(known)
    return undefined
  }

  /** Ends everything of one workspace; the socket stays. */
  leave(workspace: WorkspaceId): void {
    this.#standings.forget(workspace)
    this.#ports.feeds.unsubscribe(workspace, this.#session.number)
    this.#ports.channels.leave(this.#session.number, workspace)
    this.#ports.quotas.connections.leave(this.#session.number, workspace)
  }

  closed(): void {
    for (const workspace of this.#standings.workspaces) this.#ports.feeds.unsubscribe(workspace, this.#session.number)
    this.#standings.clear()
    this.#ports.channels.leave(this.#session.number)
    this.#ports.quotas.connections.leave(this.#session.number)
  }

  /** Looks again wherever it may concern this session. */
  accessChanged({ workspace, subject }: Changed): void {
    const { principal } = this.#session
    const isOwn = subject === principal
    const workspaces = workspace ? [workspace] : [...this.#standings.workspaces]
    for (const each of workspaces) {
      const concerns = isOwn || this.#standings.find(each) || this.#ports.channels.isIn(this.#session.number, each)
      if (concerns) this.renew(each, { isOwn }).catch((fault: unknown) => this.#session.failed(fault))
    }
  }

  /** Looks again at what this session may see of a workspace, and acts on it: tells it, sends less or more, or ends. */
  async renew(workspace: WorkspaceId, { isOwn = false } = {}): Promise<void> {
    const before = await this.#standings.look(workspace)
    if (this.#session.isClosed) return
    const view = this.#standings.find(workspace)?.view
    this.#ports.channels.renew(this.#session.number, workspace)
    if (!view) {
      this.leave(workspace)
      if (before || isOwn) this.#say(workspace, 'none')
      return
    }
    this.#show(workspace)
    if (before ? !isSameView(before.view, view) : isOwn) this.#say(workspace, view)
  }

  refuse(workspace: WorkspaceId, code: RefusalCode, replica: ReplicaId | '' = ''): void {
    this.#session.connection.send({ kind: 'refused', workspace, replica, code })
    noteRefusal(this.#ports, { door: '/sync', principal: this.#session.principal, workspace, code })
  }

  /** Says what the session may see, before anything of it is sent. false: it may not, and was told so. */
  async #enter(workspace: WorkspaceId): Promise<boolean> {
    await this.#standings.look(workspace)
    if (!this.#standings.find(workspace)) return this.#refused(workspace)
    if (!(await this.#ports.quotas.connections.enter(workspace, this.#session.number)))
      return this.#refused(workspace, 'quota-exceeded')
    const history = await this.#ports.log.nameOfHistory(workspace)
    const standing = this.#standings.find(workspace)
    if (!standing) return this.#refused(workspace)
    // Gone while it was let in: nobody else would count it out.
    if (this.#session.isClosed) this.#ports.quotas.connections.leave(this.#session.number)
    this.#show(workspace)
    this.#say(workspace, standing.view, history)
    return true
  }

  #refused(workspace: WorkspaceId, code: RefusalCode = 'no-access'): false {
    this.leave(workspace)
    this.refuse(workspace, code)
    return false
  }

  /** From here on the feed sends what is visible now. */
  #show(workspace: WorkspaceId): void {
    const standing = this.#standings.find(workspace)
    if (standing) this.#ports.feeds.see({ workspace, session: this.#session.number }, standing)
  }

  #say(workspace: WorkspaceId, view: View | 'none', history = ''): void {
    const told =
      view === 'none'
        ? ({ role: 'none', view: '', exceptions: [] } as const)
        : {
            role: view.role ?? ('guest' as const),
            view: view.stamp,
            exceptions: view.exceptions.slice(0, bounds.maxExceptions),
          }
    if (view !== 'none') this.#ports.views.note(workspace, view)
    this.#session.connection.send({ kind: 'access', workspace, history, ...told })
  }
}
