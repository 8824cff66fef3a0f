import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { takeBack } from '#shared/rooms/all-rooms.ts'
import type { Work } from '#shared/rooms/room.ts'
import type { TakenBack } from '#shared/rooms/versions/index.ts'
import { startAutomerge } from '../automerge-wasm.ts'
import { openLoaded } from '../load-replica.ts'

export interface LeftInput {
  readonly thing: TakenBack
  /** Everything there is of it. */
  readonly state: readonly Uint8Array[]
}

/** all, some or none of it would be taken back; of `some` and `changed` somebody has changed the rest since. */
export type LeftToTakeBack = 'all' | 'some' | 'changed' | 'nothing'

const nobody = '0'.repeat(32)

/** What taking something back would do now, by the very command that does it, on a copy that is thrown away. */
export async function leftToTakeBack({ thing, state }: LeftInput): Promise<LeftToTakeBack> {
  await startAutomerge()
  const opened: Replica[] = []
  const work: Work = {
    clock: { now: () => 1 },
    random: { bytes: (length) => new Uint8Array(length) },
    principal: 'service:reader' as PrincipalId,
    create: () => Promise.reject(new Error('bug: taking back makes nothing')),
    open: async (type, id) => {
      const replica = openLoaded(type, { id, chunks: state, actor: nobody })
      opened.push(replica)
      return replica
    },
  }
  try {
    const outcome = await takeBack.run(work, { things: [thing] })
    if (!outcome.ok) return outcome.reason === 'changed-meanwhile' ? 'changed' : 'nothing'
    return outcome.value.kept.length > 0 ? 'some' : 'all'
  } finally {
    for (const replica of opened) replica.close()
  }
}
