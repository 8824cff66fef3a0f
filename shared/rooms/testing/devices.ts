import { openAutomergeReplica } from '../../crdt/automerge/automerge-replica.ts'
import type { Replica } from '../../crdt/replica.ts'
import { openYjsReplica } from '../../crdt/yjs/yjs-replica.ts'
import { mintId, type PrincipalId, type ReplicaId } from '../../kit/ids.ts'
import type { Outcome } from '../../kit/outcome.ts'
import { fakeClock, seededRandom } from '../../kit/testing/fake-ports.ts'
import type { AnyReplicaType, Command, ReplicaType, Row, Rows, Work } from '../room.ts'

interface Held {
  readonly type: AnyReplicaType
  readonly replica: Replica
}

/** One person's device for tests of commands and queries: real replicas, no engine, synced by hand. Automerge's wasm must be ready. */
export class FakeDevice {
  readonly clock = fakeClock()
  readonly principal: PrincipalId
  readonly #random
  readonly #actor: string
  readonly #held = new Map<ReplicaId, Held>()

  constructor({ name = 'ana', seed = 1 }: { name?: string; seed?: number } = {}) {
    this.principal = `user:${name}` as PrincipalId
    this.#random = seededRandom(seed)
    this.#actor = Array.from(this.#random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  run<Input, Reason extends string, Answer>(
    command: Command<Input, Reason, Answer>,
    input: NoInfer<Input>,
  ): Promise<Outcome<Reason, Answer>> {
    return command.run(this.#work(), command.input.parse(input))
  }

  rows(): Rows {
    return {
      of: (type) => [...this.#held.keys()].flatMap((id) => this.#row(type, id) ?? []),
      get: (type, id) => this.#row(type, id),
    }
  }

  row<Projected extends object>(type: ReplicaType<Projected>, id: ReplicaId): Row<Projected> {
    const found = this.#row(type, id)
    if (!found) throw new Error(`no row ${id}`)
    return found
  }

  replica(id: ReplicaId): Replica {
    const found = this.#held.get(id)
    if (!found) throw new Error(`no replica ${id}`)
    return found.replica
  }

  /** Both devices afterwards hold what either had. */
  syncWith(other: FakeDevice): void {
    for (const [id, { type, replica }] of this.#held) other.#hold(type, id).apply([replica.save()])
    for (const [id, { type, replica }] of other.#held) this.#hold(type, id).apply([replica.save()])
  }

  close(): void {
    for (const { replica } of this.#held.values()) replica.close()
    this.#held.clear()
  }

  #work(): Work {
    return {
      clock: this.clock,
      random: this.#random,
      principal: this.principal,
      create: async (type, fields, id = mintId(type.name, this.#random)) => {
        const replica = this.#hold(type, id)
        replica.patch(fields)
        return replica
      },
      open: async (type, id) => {
        const held = this.#held.get(id)
        return held?.type.name === type.name ? held.replica : undefined
      },
    }
  }

  #hold(type: AnyReplicaType, id: ReplicaId): Replica {
    const known = this.#held.get(id)
    if (known) return known.replica
    const open = type.kind === 'yjs' ? openYjsReplica : openAutomergeReplica
    const replica = open({ id, shape: type.shape, actor: this.#actor })
    this.#held.set(id, { type, replica })
    return replica
  }

  #row<Projected extends object>(type: ReplicaType<Projected>, id: ReplicaId): Row<Projected> | undefined {
    const found = this.#held.get(id)
    if (found?.type.name !== type.name) return undefined
    const value = type.project(found.replica)
    return { id, type: type.name, value, changedAt: this.clock.now(), changedBy: this.principal }
  }
}
