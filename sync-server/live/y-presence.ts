import type { PrincipalId } from '#shared/kit/ids.ts'
import { type AwarenessEntry, leftState, readEntries } from './y-messages.ts'

/** Who said something: the server's word. */
export interface Speaker {
  readonly session: number
  readonly principal: PrincipalId
  /** What the others call them; undefined: as they call themselves. */
  readonly name: string | undefined
}

/**
 * Whose the awareness clients of one replica are. Stock clients repeat what they hear of others and believe whatever they are told, so
 * nobody speaks for a client of somebody else; the same principal may, since a reconnection comes before the old socket is known to be gone.
 */
export class YPresence {
  readonly #owners = new Map<number, { session: number; principal: PrincipalId; clock: number }>()
  /** The one client that a stock session has said to be. */
  readonly #ownOf = new Map<number, number>()

  /** What a stock session may say of what it says: the entry of its own client, if it is among them. */
  said(entries: readonly AwarenessEntry[], speaker: Speaker): AwarenessEntry | undefined {
    const own = this.#ownOf.get(speaker.session)
    const entry =
      own === undefined
        ? entries.find(({ client, state }) => state !== leftState && this.#isFree(client, speaker.principal))
        : entries.find(({ client }) => client === own)
    if (!entry) return undefined
    const before = this.#owners.get(entry.client)
    if (before && before.session !== speaker.session) this.#ownOf.delete(before.session)
    this.#ownOf.set(speaker.session, entry.client)
    this.#own(entry, speaker)
    return stamped(entry, speaker)
  }

  /** What is told to stock clients of the presence of any session; no bytes: it has left. */
  heard(bytes: Uint8Array, speaker: Speaker): readonly AwarenessEntry[] {
    if (bytes.length === 0) return this.#left(speaker.session)
    const entries = entriesIn(bytes).filter(({ client }) => this.#isFree(client, speaker.principal))
    for (const entry of entries) this.#own(entry, speaker)
    return entries.map((entry) => stamped(entry, speaker))
  }

  #isFree(client: number, principal: PrincipalId): boolean {
    const owner = this.#owners.get(client)
    return !owner || owner.principal === principal
  }

  #own({ client, clock }: AwarenessEntry, { session, principal }: Speaker): void {
    this.#owners.set(client, { session, principal, clock })
  }

  #left(session: number): readonly AwarenessEntry[] {
    this.#ownOf.delete(session)
    const gone = [...this.#owners].filter(([, owner]) => owner.session === session)
    for (const [client] of gone) this.#owners.delete(client)
    // With the clock it had: who comes back under the same client is then heard with its next word.
    return gone.map(([client, { clock }]) => ({ client, clock, state: leftState }))
  }
}

function entriesIn(bytes: Uint8Array): readonly AwarenessEntry[] {
  try {
    return readEntries(bytes)
  } catch {
    return []
  }
}

const colors = ['#c2410c', '#b45309', '#4d7c0f', '#047857', '#0e7490', '#1d4ed8', '#6d28d9', '#be185d'] as const

/** Under the name that the server knows, so that nobody writes under another's. */
function stamped(entry: AwarenessEntry, { principal, name }: Speaker): AwarenessEntry {
  const state: unknown = entry.state === leftState ? undefined : JSON.parse(entry.state)
  if (!isRecord(state)) return entry
  const user = isRecord(state.user) ? state.user : {}
  const color = typeof user.color === 'string' ? user.color : colorOf(principal)
  return { ...entry, state: JSON.stringify({ ...state, user: { ...user, color, ...(name && { name }), principal } }) }
}

function colorOf(principal: string): string {
  let sum = 0
  for (const letter of principal) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return colors[sum % colors.length] ?? colors[0]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
