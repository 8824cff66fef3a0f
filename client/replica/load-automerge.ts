import type { AutomergeLibrary } from './automerge-library.ts'

/** Answers the library with its wasm ready; loads both once. */
export type LoadAutomerge = () => Promise<AutomergeLibrary>

/** In a page: the wasm is an asset of our own origin, precached for use without a network. */
export function automergeFromAssets(): LoadAutomerge {
  let loading: Promise<AutomergeLibrary> | undefined
  const load = async () => {
    const [{ automergeLibrary }, { initializeWasm, isWasmInitialized }, { default: wasmUrl }] = await Promise.all([
      import('./automerge-library.ts'),
      import('@automerge/automerge/slim'),
      import('@automerge/automerge/automerge.wasm?url'),
    ])
    if (!isWasmInitialized()) await initializeWasm(wasmUrl)
    return automergeLibrary
  }
  return () => {
    loading ??= load().catch((fault: unknown) => {
      // Without a network and a cache it may come later.
      loading = undefined
      throw fault
    })
    return loading
  }
}
