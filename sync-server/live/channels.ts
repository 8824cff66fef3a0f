import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
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
}

export interface Place {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
}

export interface Watcher {
  readonly session: number
  readonly principal: PrincipalId
  readonly connection: Connection
  /** How it is told of presence, when not in the frames of /sync. */
  hear?(from: Omit<Watcher, 'connection' | 'hear'>, bytes: Uint8Array): void
}

interface Member extends Watcher {
  /** What it said last, for those who come later. */
  latest: Uint8Array | undefined
}

interface Channel {
  readonly place: Place
  readonly members: Map<number, Member>
}

const nothing = new Uint8Array()

/** Carets of somebody who types fast, in as many frames as a screen has, and more; one more is counted for each kilobyte. */
const presenceRate = { burst: 600, perSecond: 120 } as const

export function openChannels(clock: Clock): Channels {
  const rates = new RateLimits(presenceRate)
  const channels = new Map<string, Channel>()
  const watched = new Map<number, Set<string>>()

  const leave = (session: number, key: string) => {
    const channel = channels.get(key)
    const member = channel?.members.get(session)
    if (!channel || !member) return
    channel.members.delete(session)
    watched.get(session)?.delete(key)
    if (watched.get(session)?.size === 0) watched.delete(session)
    if (channel.members.size === 0) channels.delete(key)
    else if (member.latest) relay(channel, member, nothing)
  }

  return {
    watch: (place, watcher) => {
      const key = keyOf(place)
      const keys = watched.get(watcher.session) ?? new Set()
      if (keys.size >= defaultLimits.maxWatches && !keys.has(key)) return false
      watched.set(watcher.session, keys.add(key))
      const channel = channels.get(key) ?? { place, members: new Map<number, Member>() }
      channels.set(key, channel)
      for (const other of channel.members.values()) {
        if (!other.latest || other.session === watcher.session) continue
        if (watcher.hear) watcher.hear(other, other.latest)
        else watcher.connection.sendPacket(packetFor(place, other, other.latest))
      }
      if (!channel.members.has(watcher.session)) channel.members.set(watcher.session, { ...watcher, latest: undefined })
      return true
    },
    unwatch: (place, session) => leave(session, keyOf(place)),
    tell: (place, { session, bytes }) => {
      const channel = channels.get(keyOf(place))
      const member = channel?.members.get(session)
      if (!channel || !member) return
      // A copy: the bytes are a view of the whole frame that brought them.
      member.latest = bytes.slice()
      const taken = { cost: 1 + bytes.length / 1_024, nowMs: clock.now() }
      if (rates.take(String(session), taken)) relay(channel, member, bytes)
    },
    leave: (session, workspace) => {
      for (const key of watched.get(session) ?? []) {
        if (workspace === undefined || channels.get(key)?.place.workspace === workspace) leave(session, key)
      }
    },
  }
}

function relay({ place, members }: Channel, from: Member, bytes: Uint8Array): void {
  let packet: Packet | undefined
  for (const member of members.values()) {
    const { session, connection } = member
    // Who is behind gets no carets; the word that somebody has left is kept for them.
    if (session === from.session || (connection.isBackedUp && bytes.length > 0)) continue
    if (member.hear) member.hear(from, bytes)
    else connection.sendPacket((packet ??= packetFor(place, from, bytes)))
  }
}

function packetFor({ workspace, replica }: Place, { session, principal }: Watcher, bytes: Uint8Array): Packet {
  return packetOf(encodeServerMessage({ kind: 'presence', workspace, replica, session, principal, bytes }))
}

function keyOf({ workspace, replica }: Place): string {
  return `${workspace}/${replica}`
}
