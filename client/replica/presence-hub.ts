import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeAwareness, encodeAwareness } from './awareness-bytes.ts'
import type { Core } from './core.ts'
import type { Presence, PresenceNote } from './presence.ts'
import { keyOf, type Place } from './replica-registry.ts'

type FromServer = Extract<ServerMessage, { kind: 'presence' }>

interface Watched extends Place {
  /** The last word of each tab. */
  readonly tabs: Map<string, Uint8Array>
  /** The last word of each other session. */
  readonly others: Map<number, FromServer>
}

/**
 * The tab with the connection speaks for all tabs of the device: the server sees one session, whose presence in a replica is what
 * the tabs say, joined.
 */
export class PresenceHub {
  readonly #core: Core
  readonly #presence: Presence
  readonly #watched = new Map<string, Watched>()
  #send: ((message: ClientMessage) => void) | undefined

  constructor(core: Core, presence: Presence) {
    this.#core = core
    this.#presence = presence
    const take = (note: PresenceNote) => (note.kind === 'presence' ? this.#take(note) : this.#repeatOthers())
    presence.onTold = take
    core.tabs.onMessage((message) => {
      if (message.kind === 'presence' || message.kind === 'presence?') take(message)
    })
  }

  /** From now on this tab holds the connection. */
  linked(send: (message: ClientMessage) => void): void {
    this.#send = send
    for (const { workspace, id } of this.#watched.values()) send({ kind: 'watch', workspace, replica: id })
    for (const watched of this.#watched.values()) this.#tell(watched)
    this.#presence.tellAll()
    this.#core.tabs.tell({ kind: 'presence?' })
  }

  unlinked(): void {
    this.#send = undefined
    for (const { others } of this.#watched.values()) others.clear()
    this.#presence.lost()
    this.#core.tabs.tell({ kind: 'presence-lost' })
  }

  fromServer(message: FromServer): void {
    const place = { workspace: message.workspace, id: message.replica }
    const watched = this.#watched.get(keyOf(place))
    if (!watched) return
    if (message.bytes.length === 0) watched.others.delete(message.session)
    else watched.others.set(message.session, message)
    this.#hand(message)
  }

  #take({ tab, workspace, replica, bytes, hasLeft }: Extract<PresenceNote, { kind: 'presence' }>): void {
    const place = { workspace, id: replica }
    const key = keyOf(place)
    const known = this.#watched.get(key)
    const watched = known ?? { ...place, tabs: new Map<string, Uint8Array>(), others: new Map<number, FromServer>() }
    if ((hasLeft && !known) || !this.#isSynced(workspace)) return
    this.#watched.set(key, watched)
    watched.tabs.set(tab, bytes)
    if (!known) this.#send?.({ kind: 'watch', workspace, replica })
    // Also the word that a tab has left goes out once more.
    this.#tell(watched)
    if (hasLeft) watched.tabs.delete(tab)
    if (watched.tabs.size > 0) return
    this.#watched.delete(key)
    this.#send?.({ kind: 'unwatch', workspace, replica })
  }

  #tell({ workspace, id, tabs }: Watched): void {
    const entries = [...tabs.values()].flatMap(decodeAwareness)
    this.#send?.({ kind: 'presence', workspace, replica: id, bytes: encodeAwareness(entries) })
  }

  #repeatOthers(): void {
    for (const { others } of this.#watched.values()) for (const message of others.values()) this.#hand(message)
  }

  #hand(message: FromServer): void {
    const { workspace, replica, session, principal, bytes } = message
    this.#presence.fromServer(workspace, replica, message)
    this.#core.tabs.tell({ kind: 'remote-presence', workspace, replica, session, principal, bytes })
  }

  #isSynced(workspace: WorkspaceId): boolean {
    return this.#core.workspaces.find(workspace)?.origin === 'synced'
  }
}
