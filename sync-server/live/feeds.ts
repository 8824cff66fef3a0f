import type { WorkspaceId } from '#shared/kit/ids.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import { bounds } from '#shared/protocol/schema.ts'
import type { Commit, Log } from '#server/log/log.ts'
import type { Access, View } from '#server/access/access.ts'
import type { Connection } from './connection.ts'
import { type Packet, packetOf } from './packet.ts'

const pageBytes = 1024 * 1024

/**
 * Who reads which workspace from where (SY20–SY27).
 *
 * Invariants: a subscription that is live has `cursor` = the head as this process knows it; frames to one subscription join up;
 * a change is told to a subscription once at most, and never to the session that pushed it while subscribed. Nothing is told at another
 * revision of the rights than the one at which the view was decided (SY52).
 */
export interface Feeds {
  /** false: the changes after the cursor are no longer kept, and there is no subscription. */
  subscribe(reader: Reader, cursor: number): Promise<boolean>
  /** The same, for a subscription that is there. */
  pull(reader: SubscriptionPlace, cursor: number): Promise<boolean>
  /** What the subscription may be told from now on. */
  see(place: SubscriptionPlace, visible: Visible): void
  unsubscribe(workspace: WorkspaceId, session: number): void
  has(workspace: WorkspaceId, session: number): boolean
  close(): void
}

export interface SubscriptionPlace {
  readonly workspace: WorkspaceId
  readonly session: number
}

export interface Visible {
  readonly view: View
  /** Of the rights in the workspace, when the view was decided. */
  readonly revision: number
}

export interface Reader extends SubscriptionPlace, Visible {
  readonly connection: Connection
  /** Decides the view again and comes back with it (`see`), or ends the subscription. */
  renew(): Promise<void>
}

interface Subscription extends Omit<Reader, keyof Visible> {
  view: View
  revision: number
  cursor: number
  /** The cursor that the reader has; behind the other where what lies between is not for it. */
  told: number
  isLive: boolean
  /** Unsubscribed, or replaced by a later subscription: nothing more is sent. */
  isEnded: boolean
  /** Seqs beyond the cursor that this session pushed. */
  readonly own: Set<number>
}

interface Feed {
  /** The last seq that a commit has told; 0: none since somebody began to listen. */
  head: number
  readonly subscriptions: Map<number, Subscription>
}

export interface FeedPorts {
  readonly log: Log
  readonly access: Pick<Access, 'revisionOf'>
}

export function openFeeds(ports: FeedPorts): Feeds {
  return new OpenFeeds(ports)
}

class OpenFeeds implements Feeds {
  readonly #ports: FeedPorts
  readonly #feeds = new Map<WorkspaceId, Feed>()
  readonly #stopListening: () => void

  constructor(ports: FeedPorts) {
    this.#ports = ports
    this.#stopListening = ports.log.onCommitted((commit) => this.#committed(commit))
  }

  has(workspace: WorkspaceId, session: number): boolean {
    return this.#find(workspace, session) !== undefined
  }

  subscribe(reader: Reader, cursor: number): Promise<boolean> {
    const feed = this.#feeds.get(reader.workspace) ?? { head: 0, subscriptions: new Map() }
    this.#feeds.set(reader.workspace, feed)
    const before = feed.subscriptions.get(reader.session)
    if (before) before.isEnded = true
    const state = { cursor, told: cursor, isLive: false, isEnded: false, own: new Set<number>() }
    const subscription: Subscription = { ...reader, ...state }
    feed.subscriptions.set(reader.session, subscription)
    return this.#sendPage(subscription, cursor)
  }

  async pull({ workspace, session }: SubscriptionPlace, cursor: number): Promise<boolean> {
    const subscription = this.#find(workspace, session)
    return !subscription || this.#sendPage(subscription, cursor)
  }

  see({ workspace, session }: SubscriptionPlace, { view, revision }: Visible): void {
    const subscription = this.#find(workspace, session)
    if (subscription) Object.assign(subscription, { view, revision })
  }

  unsubscribe(workspace: WorkspaceId, session: number): void {
    const feed = this.#feeds.get(workspace)
    const subscription = feed?.subscriptions.get(session)
    if (subscription) subscription.isEnded = true
    feed?.subscriptions.delete(session)
    if (feed?.subscriptions.size === 0) this.#feeds.delete(workspace)
  }

  close(): void {
    this.#stopListening()
  }

  #find(workspace: WorkspaceId, session: number): Subscription | undefined {
    return this.#feeds.get(workspace)?.subscriptions.get(session)
  }

  #committed(commit: Commit): void {
    const feed = this.#feeds.get(commit.workspace)
    if (!feed) return
    feed.head = commit.to
    const shared = sharedPacket(commit)
    const origins = new Set(commit.changes.map(({ origin }) => origin))
    const revision = this.#ports.access.revisionOf(commit.workspace)
    for (const subscription of feed.subscriptions.values()) {
      if (subscription.revision !== revision) lookAgain(subscription, commit)
      else if (!subscription.view.isWhole) deliverVisible(subscription, commit)
      else if (origins.has(subscription.session)) deliverToAuthor(subscription, commit)
      else deliver(subscription, commit, shared())
    }
  }

  /** Until the answer is complete the subscription is not live, so what commits meanwhile is seen in `feed.head` only. */
  async #sendPage(subscription: Subscription, cursor: number): Promise<boolean> {
    const { log, access } = this.#ports
    const { workspace, connection } = subscription
    subscription.isLive = false
    const page = await log.page(workspace, { after: cursor, maxBytes: pageBytes, maxChanges: bounds.maxPageChanges })
    if (!subscription.isEnded && subscription.revision !== access.revisionOf(workspace)) await subscription.renew()
    const feed = this.#feeds.get(workspace)
    if (subscription.isEnded || !feed) return true
    if (cursor < page.floor) {
      this.unsubscribe(workspace, subscription.session)
      return false
    }
    const to = page.changes.at(-1)?.seq ?? cursor
    const head = Math.max(page.head, feed.head)
    const { view, own } = subscription
    const isTold = ({ seq, replica }: LogChange) => !own.has(seq) && (view.isWhole || view.mayRead(replica))
    const changes = page.changes.filter(isTold)
    for (const seq of own) if (seq <= to) own.delete(seq)
    subscription.cursor = to
    subscription.told = to
    subscription.isLive = to === head
    connection.send({ kind: 'changes', workspace, from: cursor, to, head, changes })
    return true
  }
}

/** Who pushed some of it gets the rest; what could not be told is remembered as its own until it has pulled past it. */
function deliverToAuthor(subscription: Subscription, commit: Commit): void {
  const { session } = subscription
  const packet = subscription.isLive ? packetFor(commit, ({ origin }) => origin !== session) : undefined
  if (packet && deliver(subscription, commit, packet)) return
  subscription.isLive = false
  for (const { seq, origin } of commit.changes) if (origin === session) subscription.own.add(seq)
}

/** Only what is visible is told; a commit of which nothing is, goes by in silence. */
function deliverVisible(subscription: Subscription, commit: Commit): void {
  const { session, view, own, connection } = subscription
  for (const { seq, origin } of commit.changes) if (origin === session) own.add(seq)
  if (!subscription.isLive) return
  const isTold = ({ replica, origin }: Commit['changes'][number]) => origin !== session && view.mayRead(replica)
  const isSilent = !commit.changes.some(({ replica }) => view.mayRead(replica))
  const joins = subscription.cursor === commit.from && !connection.isBackedUp
  const packet = joins && !isSilent ? packetFor({ ...commit, from: subscription.told }, isTold) : undefined
  if (!joins || (!isSilent && !packet)) return pullLater(subscription, commit)
  subscription.cursor = commit.to
  if (!packet) return
  subscription.told = commit.to
  own.clear()
  connection.sendPacket(packet)
}

/** The rights have changed, and nobody has said so yet, or is about to. */
function lookAgain(subscription: Subscription, commit: Commit): void {
  const { session, own } = subscription
  for (const { seq, origin } of commit.changes) if (origin === session) own.add(seq)
  if (!subscription.isLive) return
  subscription.isLive = false
  void subscription.renew().then(
    () => askToPull(subscription, commit.to),
    () => askToPull(subscription, commit.to),
  )
}

function pullLater(subscription: Subscription, { to }: Commit): void {
  subscription.isLive = false
  void subscription.connection.drained().then(() => askToPull(subscription, to))
}

/** false: it could not be told; a subscription that was live is asked to pull. */
function deliver(subscription: Subscription, commit: Commit, packet: Packet | undefined): boolean {
  const { connection } = subscription
  if (!subscription.isLive) return false
  if (!packet || connection.isBackedUp || subscription.cursor !== commit.from) {
    pullLater(subscription, commit)
    return false
  }
  subscription.cursor = commit.to
  subscription.told = commit.to
  connection.sendPacket(packet)
  return true
}

/** An empty step: the reader sees that there is more and pulls at its own pace. */
function askToPull({ workspace, told, connection, isLive, isEnded }: Subscription, head: number): void {
  if (!isLive && !isEnded) connection.send({ kind: 'changes', workspace, from: told, to: told, head, changes: [] })
}

/** Encoded when the first subscription needs it, and once for all. */
function sharedPacket(commit: Commit): () => Packet | undefined {
  let packet: { readonly made: Packet | undefined } | undefined
  return () => (packet ??= { made: packetFor(commit, () => true) }).made
}

/** undefined: more than belongs in one frame; such a commit is pulled in pages. */
function packetFor(commit: Commit, isWanted: (change: Commit['changes'][number]) => boolean): Packet | undefined {
  const changes: readonly LogChange[] = commit.changes.filter(isWanted)
  const bytes = changes.reduce((sum, change) => sum + change.bytes.length, 0)
  if (changes.length > 1 && (bytes > pageBytes || changes.length > bounds.maxPageChanges)) return undefined
  const { workspace, from, to } = commit
  return packetOf(encodeServerMessage({ kind: 'changes', workspace, from, to, head: to, changes }))
}
