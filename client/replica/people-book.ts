import { localPrincipal, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Account, Member } from '#shared/protocol/rest.ts'
import type { Core } from './core.ts'
import type { People } from './engine-contract.ts'
import { cell, type Live } from './live.ts'
import { myself, someone } from './sentences.ts'
import { callServer } from './server-calls.ts'

/** Dark enough for white text beside a caret, on light and on dark. */
const colors = ['#b4402c', '#9a5b00', '#4c7a1d', '#0b7a63', '#0f6cbd', '#5b5bd6', '#8e4ec6', '#b83280'] as const

/** Who is in the open workspace, and what everyone is called: also without a network, and after they have left. */
export class PeopleBook {
  readonly #core: Core
  readonly #people = cell<People>({ members: [] })
  readonly #members: Map<WorkspaceId, readonly Member[]>
  readonly #names: Map<PrincipalId, string>
  /** Asked for once; who is no member stays without a name. */
  readonly #met = new Set<PrincipalId>()
  #me: Account | undefined
  #shown = ''

  constructor(core: Core, settings: ReadonlyMap<string, unknown>) {
    this.#core = core
    this.#members = mapIn<WorkspaceId, readonly Member[]>(settings.get('members'))
    this.#names = mapIn<PrincipalId, string>(settings.get('names'))
    core.workspaces.current.subscribe(() => {
      const { id, isLocal } = core.workspaces.current.get()
      if (this.#shown !== `${id} ${isLocal}`) void this.show(this.#me)
    })
  }

  get people(): Live<People> {
    return this.#people
  }

  nameOf(principal: PrincipalId): string {
    if (principal === localPrincipal) return this.#nameOfLocal()
    if (principal === this.#core.principal) return this.#me?.name ?? this.#names.get(principal) ?? myself
    return this.#names.get(principal) ?? someone
  }

  /** Written before there was an account: by whoever moved the workspace in, who is its owner. */
  #nameOfLocal(): string {
    const { isLocal, role } = this.#core.workspaces.current.get()
    if (isLocal || role === 'owner') return this.#me?.name ?? myself
    return this.#people.get().members.find((member) => member.role === 'owner')?.name ?? someone
  }

  /** Somebody has shown up: who joined after the members were last asked for gets a name. */
  meet(principal: PrincipalId): void {
    if (principal === localPrincipal || this.#names.has(principal) || this.#met.has(principal)) return
    this.#met.add(principal)
    void this.show(this.#me)
  }

  /** The same for a principal everywhere and always. */
  colorOf(principal: PrincipalId): string {
    let sum = 0
    for (const letter of principal) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
    return colors[sum % colors.length] ?? colors[0]
  }

  /** At once as they were, then as the server has them now. */
  async show(me: Account | undefined, { isCached = false } = {}): Promise<void> {
    this.#me = me
    const { id, isLocal } = this.#core.workspaces.current.get()
    this.#shown = `${id} ${isLocal}`
    this.#set(isLocal ? [] : (this.#members.get(id) ?? []))
    if (isLocal || !me || isCached) return
    const answer = await callServer<readonly Member[]>(this.#core.edges.http, 'GET', `workspaces/${id}/members`)
    if (!answer.ok) return
    this.#members.set(id, answer.value)
    for (const { principal, name } of answer.value) this.#names.set(principal, name)
    if (this.#core.currentId === id) this.#set(answer.value)
    const settings = { members: Object.fromEntries(this.#members), names: Object.fromEntries(this.#names) }
    await this.#core.store.write({ settings }).catch(() => undefined)
  }

  #set(members: readonly Member[]): void {
    const next = { members, ...(this.#me && { me: this.#me }) }
    if (JSON.stringify(next) !== JSON.stringify(this.#people.get())) this.#people.set(next)
  }
}

function mapIn<Key extends string, Value>(stored: unknown): Map<Key, Value> {
  return new Map(Object.entries((stored as Record<string, Value> | undefined) ?? {})) as Map<Key, Value>
}
