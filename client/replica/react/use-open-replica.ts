import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { Engine, OpenReplica, OpenState, Peer } from '../engine-contract.ts'
import { cell, type Live } from '../live.ts'
import { useEngine, useLive } from './engine-context.tsx'

const opening: OpenState = { status: 'opening' }
const noPeers = cell<readonly Peer[]>([])

/** An open replica for an editor, shared within the tab, with presence; freed after its last user has gone. */
export function useOpenReplica(type: AnyReplicaType, id: ReplicaId | undefined): OpenState {
  const engine = useEngine()
  return useLive(useMemo(() => openWhileUsed(engine, type, id), [engine, type, id]))
}

/** Opened by the subscription, not by rendering: a render that is thrown away must not leave a replica open. */
function openWhileUsed(engine: Engine, type: AnyReplicaType, id: ReplicaId | undefined): Live<OpenState> {
  let open: OpenReplica | undefined
  return {
    get: () => open?.state.get() ?? opening,
    subscribe: (listener) => {
      if (!id) return () => {}
      const mine = engine.openReplica(type, id)
      open = mine
      const stop = mine.state.subscribe(listener)
      return () => {
        stop()
        if (open === mine) open = undefined
        mine.close()
      }
    },
  }
}

/** Who else has it open now. */
export function usePeers(id: ReplicaId | undefined): readonly Peer[] {
  const engine = useEngine()
  return useLive(id ? engine.peers(id) : noPeers)
}
