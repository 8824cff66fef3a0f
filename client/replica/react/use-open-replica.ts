import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { OpenReplica, OpenState, Peer } from '../engine-contract.ts'
import { cell } from '../live.ts'
import { useEngine, useLive } from './engine-context.tsx'

const opening: OpenState = { status: 'opening' }
const noPeers = cell<readonly Peer[]>([])

/** An open replica for an editor, shared within the tab, with presence; freed after its last user has gone. */
export function useOpenReplica(type: AnyReplicaType, id: ReplicaId | undefined): OpenState {
  const engine = useEngine()
  // Opened by the subscription, not by rendering: a render that is thrown away must not leave a replica open.
  const held = useMemo(() => ({ open: undefined as OpenReplica | undefined, engine, type, id }), [engine, type, id])
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!held.id) return () => {}
      const open = held.engine.openReplica(held.type, held.id)
      held.open = open
      const stop = open.state.subscribe(listener)
      return () => {
        stop()
        held.open = undefined
        open.close()
      }
    },
    [held],
  )
  return useSyncExternalStore(subscribe, () => held.open?.state.get() ?? opening)
}

/** Who else has it open now. */
export function usePeers(id: ReplicaId | undefined): readonly Peer[] {
  const engine = useEngine()
  return useLive(id ? engine.peers(id) : noPeers)
}
