import * as Y from 'yjs'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Commit } from '#server/log/log.ts'
import type { Channels, Place } from './channels.ts'
import type { Connection } from './connection.ts'
import { type Packet, packetOf } from './packet.ts'
import { type AwarenessEntry, encodeEntries, yMessages } from './y-messages.ts'
import { YPresence } from './y-presence.ts'

/** A stock client in a room. */
export interface YMember {
  readonly number: number
  readonly principal: PrincipalId
  readonly connection: Connection
  /** Of the rights in the workspace, when this one's were asked for; `isCurrent`: they have not changed since. */
  readonly revision: number
  readonly isCurrent: boolean
  /** An update could not be sent: the socket is full, or the rights have to be asked for again. */
  fellBehind(): void
}

export interface YRoomPorts {
  readonly channels: Channels
  /** What people are called; undefined for whoever is no person. */
  nameOf(principal: PrincipalId): Promise<string | undefined>
}

/** Who is connected to which replica by the stock protocol: what is committed or told there goes to all of them, encoded once. */
export class YRooms {
  readonly #ports: YRoomPorts
  readonly #rooms = new Map<WorkspaceId, Map<ReplicaId, Room>>()
  readonly #names = new Map<PrincipalId, string | undefined>()

  constructor(ports: YRoomPorts) {
    this.#ports = ports
  }

  async join(place: Place, member: YMember): Promise<void> {
    await this.#learnName(member.principal)
    const rooms = this.#rooms.get(place.workspace) ?? new Map<ReplicaId, Room>()
    this.#rooms.set(place.workspace, rooms)
    const room = rooms.get(place.replica) ?? { members: new Map(), presence: new YPresence() }
    rooms.set(place.replica, room)
    room.members.set(member.number, member)
    this.#watch(place, member)
  }

  leave({ workspace, replica }: Place, { number }: YMember): void {
    // First, so that the others hear of it.
    this.#ports.channels.leave(number)
    const rooms = this.#rooms.get(workspace)
    const room = rooms?.get(replica)
    room?.members.delete(number)
    if (room?.members.size === 0) rooms?.delete(replica)
    if (rooms?.size === 0) this.#rooms.delete(workspace)
  }

  /** Everybody's presence once more. */
  repeat(place: Place, member: YMember): void {
    this.#watch(place, member)
  }

  say(place: Place, member: YMember, entries: readonly AwarenessEntry[]): void {
    const room = this.#roomOf(place)
    const { number: session, principal } = member
    const own = room?.presence.said(entries, { session, principal, name: this.#names.get(principal) })
    if (own) this.#ports.channels.tell(place, { session, bytes: encodeEntries([own]) })
  }

  committed({ workspace, changes }: Commit): void {
    const rooms = this.#rooms.get(workspace)
    if (!rooms) return
    const told = new Map<Room, { readonly bytes: Uint8Array; readonly origin: number | undefined }[]>()
    for (const change of changes) {
      const room = rooms.get(change.replica)
      const before = room && told.get(room)
      if (before) before.push(change)
      else if (room) told.set(room, [change])
    }
    for (const [room, updates] of told) deliver(room, updates)
  }

  #watch(place: Place, { number: session, principal, connection, revision }: YMember): void {
    const hear = (from: { session: number; principal: PrincipalId }, bytes: Uint8Array) =>
      this.#hear(place, { to: connection, from, bytes })
    this.#ports.channels.watch(place, { session, principal, connection, revision, hear })
  }

  #hear(place: Place, heard: Heard): void {
    const { from, to, bytes } = heard
    if (!this.#names.has(from.principal)) {
      void this.#learnName(from.principal).then(() => this.#hear(place, heard))
      return
    }
    const room = this.#roomOf(place)
    if (!room) return
    // The same words go to each member in turn, and are put into the other protocol once.
    if (room.heard?.bytes !== bytes || room.heard.session !== from.session) {
      const entries = room.presence.heard(bytes, { ...from, name: this.#names.get(from.principal) })
      const packet = entries.length > 0 ? packetOf(yMessages.awareness(entries)) : undefined
      room.heard = { session: from.session, bytes, packet }
    }
    if (room.heard.packet) to.sendPacket(room.heard.packet)
  }

  /** Once for each principal. An unknown name is not worth a word less. */
  async #learnName(principal: PrincipalId): Promise<void> {
    if (this.#names.has(principal)) return
    if (this.#names.size >= maxNames) this.#names.clear()
    this.#names.set(principal, await this.#ports.nameOf(principal).catch(() => undefined))
  }

  #roomOf({ workspace, replica }: Place): Room | undefined {
    return this.#rooms.get(workspace)?.get(replica)
  }
}

interface Room {
  readonly members: Map<number, YMember>
  readonly presence: YPresence
  /** What was heard last, and what stock clients are told of it. */
  heard?: { readonly session: number; readonly bytes: Uint8Array; readonly packet: Packet | undefined }
}

interface Heard {
  readonly to: Connection
  readonly from: { readonly session: number; readonly principal: PrincipalId }
  readonly bytes: Uint8Array
}

const maxNames = 10_000

/** One message for all of a commit: a write costs more than the bytes that somebody gets back of their own. */
function deliver({ members }: Room, updates: readonly { bytes: Uint8Array; origin: number | undefined }[]): void {
  const [first] = updates
  if (!first) return
  const isOf = (session: number) => updates.every(({ origin }) => origin === session)
  const merged = updates.length === 1 ? first.bytes : Y.mergeUpdates(updates.map(({ bytes }) => bytes))
  let packet: Packet | undefined
  for (const member of members.values()) {
    if (isOf(member.number)) continue
    if (member.connection.isBackedUp || !member.isCurrent) member.fellBehind()
    else member.connection.sendPacket((packet ??= packetOf(yMessages.update(merged))))
  }
}
