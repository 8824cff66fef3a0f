import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initializeWasm, isWasmInitialized } from '@automerge/automerge/slim'
import { automergeLibrary } from '../automerge-library.ts'
import type { LoadAutomerge } from '../load-automerge.ts'

/** For tests in Node: the wasm from the package. */
export const nodeAutomerge: LoadAutomerge = async () => {
  if (!isWasmInitialized()) {
    await initializeWasm(await readFile(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
  }
  return automergeLibrary
}
