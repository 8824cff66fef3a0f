import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import type { Engine } from '../engine-contract.ts'
import type { Live } from '../live.ts'

const EngineContext = createContext<Engine | undefined>(undefined)

export function EngineProvider({ engine, children }: { engine: Engine; children: ReactNode }) {
  return <EngineContext value={engine}>{children}</EngineContext>
}

/** For what hooks do not offer: importers, exports, reading rows inside an event. */
export function useEngine(): Engine {
  const engine = useContext(EngineContext)
  if (!engine) throw new Error('bug: there is no EngineProvider above')
  return engine
}

export function useLive<Value>(live: Live<Value>): Value {
  return useSyncExternalStore(live.subscribe, live.get)
}
