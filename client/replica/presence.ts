import {
  applyAwarenessUpdate,
  type Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { type AwarenessEntry, decodeAwareness, encodeAwareness } from './awareness-bytes.ts'
import type { Core } from './core.ts'
import type { Peer } from './engine-contract.ts'
import { type Cell, cell, type Live } from './live.ts'
import type { PeopleBook } from './people-book.ts'
import { keyOf, type Place } from './replica-registry.ts'

/** Another tab of this device; the server numbers sessions from 1. */
const ownDevice = 0
const tellEveryMs = 60
const remote = 'remote'

interface Room {
  readonly place: Place
  readonly awareness: Awareness
  /** Whose a client id is: nobody speaks for another's. */
  readonly owners: Map<number, number>
  isTelling: boolean
}

/** Who has what open, and where their carets are: of this tab to the others, and of the others to the editors of this tab. */
export class Presence {
  readonly #core: Core
  readonly #people: PeopleBook
  readonly #tab: string
  readonly #rooms = new Map<string, Room>()
  readonly #peers = new Map<string, Cell<readonly Peer[]>>()

  constructor(core: Core, people: PeopleBook, tab: string) {
    this.#core = core
    this.#people = people
    this.#tab = tab
    people.people.subscribe(() => this.#nameAgain())
    core.tabs.onMessage((message) => {
      if (message.kind === 'presence') {
        this.#take(
          { workspace: message.workspace, id: message.replica },
          { session: ownDevice, principal: core.principal, bytes: message.bytes },
        )
      }
      if (message.kind === 'remote-presence') this.fromServer(message.workspace, message.replica, message)
      if (message.kind === 'presence-lost') this.lost()
      if (message.kind === 'presence?') this.tellAll()
    })
  }

  /** For the tab with the connection, which is not told by the channel. */
  onTold: (message: PresenceNote) => void = () => {}

  peers(place: Place): Live<readonly Peer[]> {
    const key = keyOf(place)
    const peers = this.#peers.get(key) ?? cell<readonly Peer[]>([])
    this.#peers.set(key, peers)
    return peers
  }

  /** An editor of this tab is open. Returns what ends it. */
  opened(place: Place, awareness: Awareness): () => void {
    const room: Room = { place, awareness, owners: new Map(), isTelling: false }
    this.#rooms.set(keyOf(place), room)
    awareness.on('update', (_changes: unknown, origin: unknown) => origin !== remote && this.#tellSoon(room))
    this.#tellSoon(room)
    this.#core.tabs.tell({ kind: 'presence?' })
    this.onTold({ kind: 'presence?' })
    return () => this.#closed(room)
  }

  tellAll(): void {
    for (const room of this.#rooms.values()) this.#tell(room)
  }

  fromServer(
    workspace: Place['workspace'],
    id: Place['id'],
    from: { readonly session: number; readonly principal: PrincipalId; readonly bytes: Uint8Array },
  ): void {
    this.#take({ workspace, id }, from)
  }

  /** The connection is gone, and with it everybody else. */
  lost(): void {
    for (const room of this.#rooms.values()) {
      for (const session of new Set(room.owners.values())) if (session !== ownDevice) this.#left(room, session)
    }
  }

  close(): void {
    for (const room of this.#rooms.values()) this.#closed(room)
  }

  #closed(room: Room): void {
    if (this.#rooms.get(keyOf(room.place)) !== room) return
    this.#rooms.delete(keyOf(room.place))
    this.#peersCell(room.place).set([])
    room.awareness.setLocalState(null)
    this.#send(room, { hasLeft: true })
  }

  #tellSoon(room: Room): void {
    if (room.isTelling) return
    room.isTelling = true
    this.#core.edges.timers.after(tellEveryMs, () => {
      room.isTelling = false
      if (this.#rooms.get(keyOf(room.place)) === room) this.#tell(room)
    })
  }

  #tell(room: Room): void {
    this.#send(room, { hasLeft: false })
  }

  #send({ place, awareness }: Room, { hasLeft }: { hasLeft: boolean }): void {
    const bytes = encodeAwarenessUpdate(awareness, [awareness.clientID])
    const note: PresenceNote = {
      kind: 'presence',
      tab: this.#tab,
      workspace: place.workspace,
      replica: place.id,
      bytes,
      hasLeft,
    }
    this.#core.tabs.tell(note)
    this.onTold(note)
  }

  #take(place: Place, from: { session: number; principal: PrincipalId; bytes: Uint8Array }): void {
    const room = this.#rooms.get(keyOf(place))
    if (!room) return
    if (from.bytes.length === 0) return this.#left(room, from.session)
    this.#people.meet(from.principal)
    const user = this.#userOf(from.principal)
    const entries = decodeAwareness(from.bytes).filter(({ client }) => this.#mayspeak(room, client, from.session))
    for (const { client } of entries) room.owners.set(client, from.session)
    const stamped = entries.map(
      (entry): AwarenessEntry => ({ ...entry, state: entry.state && { ...entry.state, user } }),
    )
    applyAwarenessUpdate(room.awareness, encodeAwareness(stamped), remote)
    if (from.session !== ownDevice) this.#meet(room, { session: from.session, ...user })
  }

  #userOf(principal: PrincipalId): Pick<Peer, 'name' | 'color' | 'principal'> {
    return { name: this.#people.nameOf(principal), color: this.#people.colorOf(principal), principal }
  }

  /** Names have been learned: what is shown of the others is stamped anew. */
  #nameAgain(): void {
    for (const { place, awareness, owners } of this.#rooms.values()) {
      const renamed = [...owners.keys()].filter((client) => this.#stampAgain(awareness.getStates().get(client)))
      if (renamed.length > 0) awareness.emit('change', [{ added: [], updated: renamed, removed: [] }, remote])
      const peers = this.#peersCell(place)
      peers.set(peers.get().map((peer) => ({ ...peer, ...this.#userOf(peer.principal) })))
    }
  }

  #stampAgain(state: { user?: Pick<Peer, 'name' | 'color' | 'principal'> } | undefined): boolean {
    if (!state?.user) return false
    const user = this.#userOf(state.user.principal)
    if (user.name === state.user.name) return false
    state.user = user
    return true
  }

  #mayspeak(room: Room, client: number, session: number): boolean {
    const owner = room.owners.get(client)
    return client !== room.awareness.clientID && (owner === undefined || owner === session)
  }

  #left(room: Room, session: number): void {
    const clients = [...room.owners].flatMap(([client, owner]) => (owner === session ? [client] : []))
    for (const client of clients) room.owners.delete(client)
    removeAwarenessStates(room.awareness, clients, remote)
    const peers = this.#peersCell(room.place)
    peers.set(peers.get().filter((peer) => peer.session !== session))
  }

  #meet({ place }: Room, peer: Peer): void {
    const peers = this.#peersCell(place)
    const known = peers.get().find(({ session }) => session === peer.session)
    if (known?.name === peer.name) return
    peers.set([...peers.get().filter(({ session }) => session !== peer.session), peer])
  }

  #peersCell(place: Place): Cell<readonly Peer[]> {
    this.peers(place)
    return this.#peers.get(keyOf(place)) as Cell<readonly Peer[]>
  }
}

/** What a tab tells of itself. */
export type PresenceNote =
  | {
      readonly kind: 'presence'
      readonly tab: string
      readonly workspace: Place['workspace']
      readonly replica: Place['id']
      readonly bytes: Uint8Array
      readonly hasLeft: boolean
    }
  | { readonly kind: 'presence?' }
