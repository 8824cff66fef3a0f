import { browserEdges } from '#client/platform/browser-edges.ts'
import { openDexieStore } from '#client/platform/dexie-store.ts'
import { openMemoryStore } from '#client/platform/memory-store.ts'
import { type Store, StoreFault, type StoreTrouble } from '#client/platform/store.ts'
import type { Engine } from './engine-contract.ts'
import { openEngineOn } from './engine.ts'
import { automergeFromAssets } from './load-automerge.ts'

/** The engine of a page. Where the browser stores nothing it works all the same, and says so. */
export async function openEngine(): Promise<Engine> {
  const { store, volatile } = await openStore()
  return openEngineOn({ edges: browserEdges(), store, loadAutomerge: automergeFromAssets(), ...volatile })
}

async function openStore(): Promise<{ store: Store; volatile?: { volatile: StoreTrouble } }> {
  try {
    return { store: await openDexieStore() }
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault
    return { store: openMemoryStore(), volatile: { volatile: fault.trouble } }
  }
}
