import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import type { Access } from '#server/access/access.ts'
import { RateLimits } from '#server/log/rate-limits.ts'
import type { Connection } from './connection.ts'
import { type Packet, packetOf } from './packet.ts'

/** Who has which replica open, and where their carets are (SY40–SY44). Nothing of it outlives the sessions. */
export interface Channels {
  /** false: this session watches too many already. */
  watch(place: Place, watcher: Watcher): boolean
  unwatch(place: Place, session: number): void
  /** Ignored from a session that does not watch. */
  tell(place: Place, presence: { session: number; bytes: Uint8Array }): void
  /** All channels that the session watches; of one workspace, when it is named. */
  leave(session: number, workspace?: WorkspaceId): void
  /** Asks again whether the session may watch what it watches in a workspace. */
  renew(session: number, workspace: WorkspaceId): void
  /** Whether it watches anything there. */
  isIn(session: number, workspace: WorkspaceId): boolean
}

export interface Place {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
}

export interface Watcher {
  readonly session: number
  readonly principal: PrincipalId
  readonly connection: Connection
  /** Of the rights of the workspace when this one's were asked for: at another one they are asked for again (SY52). */
  readonly revision: number
  /** How it is told of presence, when not in the frames of /sync. */
  hear?(from: Pick<Watcher, 'session' | 'principal'>, bytes: Uint8Array): void
}

interface Member extends Omit<Watcher, 'revision'> {
  /** What it said last, for those who come later. */
  latest: Uint8Array | undefined
  revision: number
}

interface Channel {
  readonly place: Place
  readonly members: Map<number, Member>
}

const nothing = new Uint8Array()

/** Carets of somebody who types fast, in as many frames as a screen has, and more; one more is counted for each kilobyte. */
const presenceRate = { burst: 600, perSecond: 120 } as const

export interface ChannelPorts {
  readonly clock: Clock
  readonly access: Pick<Access, 'check' | 'revisionOf'>
}

export function openChannels(ports: ChannelPorts): Channels {
  return new OpenChannels(ports)
}

class OpenChannels implements Channels {
  readonly #ports: ChannelPorts
  readonly #rates = new RateLimits(presenceRate)
  readonly #channels = new Map<string, Channel>()
  readonly #watched = new Map<number, Set<string>>()

  constructor(ports: ChannelPorts) {
    this.#ports = ports
  }

  watch(place: Place, watcher: Watcher): boolean {
    const key = keyOf(place)
    const keys = this.#watched.get(watcher.session) ?? new Set()
    if (keys.size >= defaultLimits.maxWatches && !keys.has(key)) return false
    this.#watched.set(watcher.session, keys.add(key))
    const channel = this.#channels.get(key) ?? { place, members: new Map<number, Member>() }
    this.#channels.set(key, channel)
    for (const other of channel.members.values()) {
      if (!other.latest || other.session === watcher.session) continue
      if (watcher.hear) watcher.hear(other, other.latest)
      else watcher.connection.sendPacket(packetFor(place, other, other.latest))
    }
    const known = channel.members.get(watcher.session)
    if (known) known.revision = watcher.revision
    else channel.members.set(watcher.session, { ...watcher, latest: undefined })
    return true
  }

  unwatch(place: Place, session: number): void {
    this.#leave(session, keyOf(place))
  }

  tell(place: Place, { session, bytes }: { session: number; bytes: Uint8Array }): void {
    const channel = this.#channels.get(keyOf(place))
    const member = channel?.members.get(session)
    if (!channel || !member) return
    // A copy: the bytes are a view of the whole frame that brought them.
    member.latest = bytes.slice()
    const taken = { cost: 1 + bytes.length / 1_024, nowMs: this.#ports.clock.now() }
    if (this.#rates.take(String(session), taken)) this.#relay(channel, member, bytes)
  }

  leave(session: number, workspace?: WorkspaceId): void {
    for (const key of this.#keysOf(session, workspace)) this.#leave(session, key)
  }

  renew(session: number, workspace: WorkspaceId): void {
    for (const key of this.#keysOf(session, workspace)) {
      const channel = this.#channels.get(key)
      const member = channel?.members.get(session)
      if (channel && member) this.#askAgain(channel, member)
    }
  }

  isIn(session: number, workspace: WorkspaceId): boolean {
    return this.#keysOf(session, workspace).length > 0
  }

  #keysOf(session: number, workspace: WorkspaceId | undefined): readonly string[] {
    const isThere = (key: string) => this.#channels.get(key)?.place.workspace === workspace
    return [...(this.#watched.get(session) ?? [])].filter((key) => workspace === undefined || isThere(key))
  }

  #leave(session: number, key: string): void {
    const channel = this.#channels.get(key)
    const member = channel?.members.get(session)
    if (!channel || !member) return
    channel.members.delete(session)
    this.#watched.get(session)?.delete(key)
    if (this.#watched.get(session)?.size === 0) this.#watched.delete(session)
    if (channel.members.size === 0) this.#channels.delete(key)
    else if (member.latest) this.#relay(channel, member, nothing)
  }

  /** Where the answer fails the watch ends: nobody hears what they may not. */
  #askAgain({ place }: Channel, member: Member): void {
    const { access } = this.#ports
    const revision = access.revisionOf(place.workspace)
    const end = () => this.#leave(member.session, keyOf(place))
    access.check(member.principal, 'read', place.workspace, place.replica).then(({ ok }) => {
      if (ok) member.revision = revision
      else end()
    }, end)
  }

  #relay(channel: Channel, from: Member, bytes: Uint8Array): void {
    const { place, members } = channel
    const revision = this.#ports.access.revisionOf(place.workspace)
    let packet: Packet | undefined
    for (const member of members.values()) {
      const { session, connection } = member
      // Who is behind gets no carets; the word that somebody has left is kept for them.
      if (session === from.session || (connection.isBackedUp && bytes.length > 0)) continue
      if (member.revision !== revision) this.#askAgain(channel, member)
      else if (member.hear) member.hear(from, bytes)
      else connection.sendPacket((packet ??= packetFor(place, from, bytes)))
    }
  }
}

function packetFor({ workspace, replica }: Place, { session, principal }: Member, bytes: Uint8Array): Packet {
  return packetOf(encodeServerMessage({ kind: 'presence', workspace, replica, session, principal, bytes }))
}

function keyOf({ workspace, replica }: Place): string {
  return `${workspace}/${replica}`
}
