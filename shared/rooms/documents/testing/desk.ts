import type { Replica } from '../../../crdt/replica.ts'
import { openYjsReplica } from '../../../crdt/yjs/yjs-replica.ts'
import { localPrincipal, mintId, typeOf, type ReplicaId } from '../../../kit/ids.ts'
import { fakeClock, seededRandom } from '../../../kit/testing/fake-ports.ts'
import type { AnyReplicaType, Command, Row, Rows, Work } from '../../room.ts'
import { documentType, folderType } from '../model.ts'

/** One person's copy of a workspace, in memory: commands run on it, queries read it, copies of it can meet. */
export function openDesk(seed = 1) {
  const clock = fakeClock()
  const random = seededRandom(seed)
  const replicas = new Map<ReplicaId, Replica>()
  const open = (type: AnyReplicaType, id: ReplicaId) => {
    const replica = openYjsReplica({ id, shape: type.shape, actor: '00'.repeat(16) })
    replicas.set(id, replica)
    return replica
  }
  const work: Work = {
    clock,
    random,
    principal: localPrincipal,
    create: async (type, fields) => {
      const replica = open(type, mintId<ReplicaId>(type.name, random))
      replica.patch(fields)
      return replica
    },
    open: async (type, id) => (typeOf(id) === type.name ? replicas.get(id) : undefined),
  }
  const rowOf = <Projected extends object>(type: AnyReplicaType, replica: Replica) =>
    ({
      id: replica.id,
      type: type.name,
      value: type.project(replica),
      changedAt: clock.now(),
      changedBy: localPrincipal,
    }) as Row<Projected>
  const rows: Rows = {
    of: (type) => [...replicas.values()].filter(({ id }) => typeOf(id) === type.name).map((one) => rowOf(type, one)),
    get: (type, id) => {
      const replica = replicas.get(id)
      return replica && rowOf(type, replica)
    },
  }
  return {
    clock,
    random,
    rows,
    replicas,
    async run<Input, Reason extends string, Answer>(command: Command<Input, Reason, Answer>, input: unknown) {
      clock.advance(1)
      return command.run(work, command.input.parse(input))
    },
    /** Takes in all that another desk holds. */
    meet(other: { replicas: ReadonlyMap<ReplicaId, Replica> }) {
      for (const [id, theirs] of other.replicas) {
        const type = typeOf(id) === folderType.name ? folderType : documentType
        const mine = replicas.get(id) ?? open(type, id)
        mine.apply([theirs.save()])
      }
    },
  }
}

export type Desk = ReturnType<typeof openDesk>
