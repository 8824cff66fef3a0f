import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { whileSeen } from '#client/platform/while-seen.ts'
import { type Engine, useEngine, usePeople, useWorkspace } from '#client/replica/index.ts'
import { meIn } from '../asker.ts'
import { openVisits, type Visits } from './visits.ts'

const open = new WeakMap<Engine, Map<string, Visits>>()
const everyMs = 60_000

/** The visits of whoever looks at the workspace that is open; kept up while something on the screen uses them. */
export function useVisits(): Visits {
  const engine = useEngine()
  const { id } = useWorkspace()
  const person = usePeople().me?.id ?? 'local'
  const visits = useMemo(() => visitsOf(engine, `nexus.visits.${id}.${person}`), [engine, id, person])
  const subscribe = useCallback(
    (listener: () => void) => {
      const stop = visits.subscribe(listener)
      const look = () => {
        const me = meIn(engine.live.people.get(), engine.workspace())
        visits.seen({ nowMs: Date.now(), rows: engine.rows(), me })
      }
      const unseen = whileSeen(look, everyMs)
      return () => {
        stop()
        unseen()
      }
    },
    [engine, visits],
  )
  useSyncExternalStore(subscribe, visits.visit)
  return visits
}

/** One for all that use it: each would begin the visit anew. */
function visitsOf(engine: Engine, key: string): Visits {
  const ofEngine = open.get(engine) ?? new Map<string, Visits>()
  open.set(engine, ofEngine)
  const known = ofEngine.get(key) ?? openVisits(key, localStorage)
  ofEngine.set(key, known)
  return known
}
