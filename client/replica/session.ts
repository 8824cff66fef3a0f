import { type AccountId, mintId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import type { SessionAnswer, WorkspaceSummary } from '#shared/protocol/rest.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import type { PeopleBook } from './people-book.ts'
import type { ServerOutcome, SessionCalls, SessionState, SignUp } from './engine-contract.ts'
import { cell, type Live } from './live.ts'
import { createLocalWorkspace } from './local-workspace.ts'
import { callServer } from './server-calls.ts'

export interface SessionPorts {
  /** Signed in, out, or with other workspaces: the connection has to be looked at again. */
  readonly people: PeopleBook
  onChanged(): void
  /** Before the data of synced workspaces goes: nothing may be on its way any more. */
  beforeRemoval(): Promise<void>
}

/** The account of this device, with the last answers of the server for the time without it. */
export class Session implements SessionCalls {
  readonly #core: Core
  readonly #ports: SessionPorts
  readonly #state = cell<SessionState>({ status: 'unknown', unsent: 0 })
  #owesGoodbye: boolean
  readonly #people: PeopleBook
  readonly #stops: (() => void)[]

  constructor(core: Core, settings: ReadonlyMap<string, unknown>, ports: SessionPorts) {
    const cached = settings.get('session') as SessionAnswer | undefined
    this.#owesGoodbye = settings.get('owesGoodbye') === true
    this.#core = core
    this.#ports = ports
    this.#people = ports.people
    if (cached) this.#state.set({ session: cached, status: cached.account ? 'signed-in' : 'signed-out', unsent: 0 })
    core.setAccount(cached?.account?.id)
    void this.#people.show(cached?.account, { isCached: true })
    core.tabs.onMessage((message) => {
      if (message.kind === 'session') void this.refresh({ isQuiet: true })
    })
    const { network } = core.edges
    this.#stops = [
      network.onChange(() => this.#catchUp()),
      network.onLife((moment) => moment === 'return' && this.#catchUp()),
    ]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  get state(): Live<SessionState> {
    return this.#state
  }

  setUnsent(unsent: number): void {
    if (unsent !== this.#state.get().unsent) this.#state.set({ ...this.#state.get(), unsent })
  }

  /** What could not be said or asked without a network. A connection would see to it, but who is signed out has none. */
  #catchUp(): void {
    const isWaiting = this.#owesGoodbye || this.#state.get().status === 'unreachable'
    if (isWaiting && this.#core.edges.network.isOnline()) void this.refresh()
  }

  async refresh({ isQuiet = false } = {}): Promise<void> {
    if (this.#owesGoodbye && !(await this.#sayGoodbye())) {
      this.#state.set({ ...this.#state.get(), status: 'unreachable' })
      return
    }
    const answer = await callServer<SessionAnswer>(this.#core.edges.http, 'GET', 'session')
    if (answer.ok) await this.#take(answer.value, { isQuiet })
    else this.#state.set({ ...this.#state.get(), status: 'unreachable' })
    await this.#people.show(this.#state.get().session?.account)
  }

  async signUp(body: SignUp): Promise<ServerOutcome<SessionAnswer>> {
    return this.#entered(await callServer<SessionAnswer>(this.#core.edges.http, 'POST', 'accounts', body))
  }

  async signIn(body: { readonly email: string; readonly password: string }): Promise<ServerOutcome<SessionAnswer>> {
    return this.#entered(await callServer<SessionAnswer>(this.#core.edges.http, 'POST', 'session', body))
  }

  async signInBy(way: 'second-step' | 'passkey', body: object): Promise<ServerOutcome<SessionAnswer>> {
    return this.#entered(await callServer<SessionAnswer>(this.#core.edges.http, 'POST', `session/${way}`, body))
  }

  async signOut({ keepData }: { readonly keepData: boolean }): Promise<void> {
    this.#owesGoodbye = true
    await this.#core.store.write({ settings: { owesGoodbye: true } }).catch(() => undefined)
    await this.#leave()
    if (!keepData) await this.#removeSynced()
  }

  async signOutEverywhere(): Promise<ServerOutcome<void>> {
    const left = await callServer<void>(this.#core.edges.http, 'DELETE', 'sessions')
    if (left.ok) await this.#leave()
    return left
  }

  async acceptInvitation(token: string): Promise<ServerOutcome<WorkspaceSummary>> {
    const path = `invitations/${encodeURIComponent(token)}/accept`
    const joined = await callServer<WorkspaceSummary>(this.#core.edges.http, 'POST', path)
    if (joined.ok) await this.refresh()
    return joined
  }

  async syncWorkspace(id: WorkspaceId): Promise<ServerOutcome<void>> {
    const workspace = this.#core.workspaces.find(id)
    const account = this.#state.get().session?.account
    if (!workspace || !account) return refused('not-signed-in')
    if (workspace.origin === 'synced') return done()
    const made = await this.#create(id, workspace.name)
    if (!made.ok) return made
    // Nothing may slip between: what is pending in this tab is stored first, other tabs' writes decide inside their transaction.
    await this.#core.journal.flushed()
    await this.#core.store.adopt(id, made.value.role, account.id)
    await this.#told([storedOf(made.value, account.id)])
    await this.refresh()
    return done()
  }

  async createSynced(name: string): Promise<ServerOutcome<WorkspaceId>> {
    const account = this.#state.get().session?.account
    if (!account) return refused('not-signed-in')
    const id = mintId<WorkspaceId>('ws', this.#core.edges.random)
    const made = await this.#create(id, name)
    if (!made.ok) return made
    // New, so there is nothing to fetch.
    const bootstrap = { asOf: 0, next: '', done: 0, total: 0 }
    const workspace = { ...storedOf(made.value, account.id), bootstrap }
    await this.#core.store.write({ workspaces: [workspace] })
    await this.#told([workspace])
    await this.refresh()
    return done(id)
  }

  async rename(id: WorkspaceId, name: string): Promise<ServerOutcome<void>> {
    if (this.#core.workspaces.find(id)?.origin === 'synced') {
      const renamed = await callServer(this.#core.edges.http, 'PATCH', `workspaces/${id}`, { name })
      if (!renamed.ok) return renamed
    }
    await this.#core.store.write({ workspacePatches: [{ id, name }] })
    const workspace = this.#core.workspaces.find(id)
    if (workspace) await this.#told([{ ...workspace, name }])
    return done()
  }

  #create(id: WorkspaceId, name: string): Promise<ServerOutcome<WorkspaceSummary>> {
    return callServer<WorkspaceSummary>(this.#core.edges.http, 'POST', 'workspaces', { id, name })
  }

  async #entered(answer: ServerOutcome<SessionAnswer>): Promise<ServerOutcome<SessionAnswer>> {
    if (!answer.ok) return answer
    this.#owesGoodbye = false
    await this.#take(answer.value)
    await this.#people.show(this.#state.get().session?.account)
    return answer
  }

  /** Ends the session on the server. Without a network that waits; on this device the account is gone at once. */
  async #sayGoodbye(): Promise<boolean> {
    const left = await callServer<void>(this.#core.edges.http, 'DELETE', 'session')
    if (!left.ok && left.reason === 'unreachable') return false
    this.#owesGoodbye = false
    await this.#core.store.write({ settings: { owesGoodbye: false } }).catch(() => undefined)
    return true
  }

  async #leave(): Promise<void> {
    const { account: _account, ...session } = this.#state.get().session ?? {
      isNew: false,
      needsSetupWord: false,
      openSignUp: false,
    }
    await this.#take({ ...session, workspaces: [] })
    await this.refresh()
  }

  /** Workspaces of the answer are here from now on; those of the account that are not in it are out of reach. */
  async #take(session: SessionAnswer, { isQuiet = false } = {}): Promise<void> {
    const { account } = session
    const { unsent } = this.#state.get()
    this.#core.setAccount(account?.id)
    this.#state.set({ session, status: account ? 'signed-in' : 'signed-out', unsent })
    const changed = account ? this.#changedBy(session.workspaces.map((summary) => storedOf(summary, account.id))) : []
    const workspaces = changed.filter(({ id }) => !this.#core.workspaces.find(id))
    // Of those that are here only what the answer says: their cursors move meanwhile.
    const workspacePatches = changed
      .filter(({ id }) => this.#core.workspaces.find(id))
      .map(({ id, name, role, canAsk, account: owner }) => ({
        id,
        name,
        role,
        ...(canAsk !== undefined && { canAsk }),
        ...(owner && { account: owner }),
      }))
    await this.#core.store.write({ workspaces, workspacePatches, settings: { session } }).catch(() => undefined)
    await this.#told(changed)
    if (!isQuiet) this.#core.tabs.tell({ kind: 'session' })
    this.#ports.onChanged()
  }

  /** What is not listed is not lost by that: the sync server says so to whoever asks for it. */
  #changedBy(listed: readonly StoredWorkspace[]): readonly StoredWorkspace[] {
    return listed.flatMap((workspace) => {
      const known = this.#core.workspaces.find(workspace.id)
      if (known?.origin === 'local') return []
      const { cursor: _cursor, ...told } = workspace
      const next = known ? { ...known, ...told } : workspace
      return known && JSON.stringify(sorted(known)) === JSON.stringify(sorted(next)) ? [] : [next]
    })
  }

  async #told(changed: readonly StoredWorkspace[], removed: readonly WorkspaceId[] = []): Promise<void> {
    if (changed.length === 0 && removed.length === 0) return
    this.#core.workspaces.put(changed)
    for (const id of removed) this.#core.workspaces.remove(id)
    this.#core.tabs.tell({ kind: 'workspaces', changed, removed })
  }

  async #removeSynced(): Promise<void> {
    await this.#ports.beforeRemoval()
    const synced = this.#core.workspaces.all().filter(({ origin }) => origin === 'synced')
    const removed = synced.map(({ id }) => id)
    if (removed.includes(this.#core.currentId)) {
      const local = this.#core.workspaces.all().find(({ origin }) => origin === 'local')
      await this.#core.open(local?.id ?? (await createLocalWorkspace(this.#core)))
    }
    for (const id of removed) {
      await this.#core.store.removeWorkspace(id)
      this.#core.edges.forgetNotes(id)
    }
    await this.#told([], removed)
  }
}

function storedOf({ id, name, role, isGuest, canAsk }: WorkspaceSummary, account: AccountId): StoredWorkspace {
  const asks = canAsk !== undefined && { canAsk }
  return { id, name, role: isGuest ? 'guest' : role, account, origin: 'synced', cursor: 0, ...asks }
}

function sorted(workspace: StoredWorkspace): unknown[] {
  return Object.entries(workspace).sort(([a], [b]) => (a < b ? -1 : 1))
}
