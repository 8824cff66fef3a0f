import { browserEdges } from '#client/platform/browser-edges.ts'
import { openDexieStore } from '#client/platform/dexie-store.ts'
import { StoreFault } from '#client/platform/store.ts'
import type { Engine } from './engine-contract.ts'
import { openEngineOn } from './engine.ts'
import { automergeFromAssets } from './load-automerge.ts'

/** The engine of a page. Where the browser stores nothing, or has no room even to begin, it works all the same, and says so. */
export async function openEngine(): Promise<Engine> {
  const ports = { edges: browserEdges(), loadAutomerge: automergeFromAssets() }
  // Lists need no library, so without this the first edit would be the first to ask for it: perhaps without a network, on a first
  // visit that ended before everything was cached.
  ports.edges.timers.whenIdle(() => void ports.loadAutomerge().catch(() => undefined))
  try {
    const store = await openDexieStore()
    return await openEngineOn({ ...ports, store }).catch((fault: unknown) => {
      store.close()
      throw fault
    })
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault
    const { openMemoryStore } = await import('#client/platform/memory-store.ts')
    return openEngineOn({ ...ports, store: openMemoryStore(), volatile: fault.trouble })
  }
}
