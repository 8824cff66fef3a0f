import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initializeWasm, isWasmInitialized } from '@automerge/automerge/slim'

// The library keeps one wasm instance for the whole thread, and a second start would pull the first from under open replicas: so the
// one start is remembered for the whole thread, too.
let starting: Promise<void> | undefined
let memory: { readonly buffer: ArrayBuffer } | undefined

/** The part of the global that is used here; Node's types leave it out. */
interface WasmGlobal {
  WebAssembly: {
    instantiate(...given: unknown[]): Promise<{ exports?: WasmExports; instance?: { exports: WasmExports } }>
  }
}
type WasmExports = { readonly memory?: { readonly buffer: ArrayBuffer } }

/** Loads Automerge once a thread. */
export function startAutomerge(): Promise<void> {
  return (starting ??= start())
}

async function start(): Promise<void> {
  if (isWasmInitialized()) return
  const { WebAssembly } = globalThis as unknown as WasmGlobal
  const { instantiate } = WebAssembly
  // The library does not hand out its memory, and its size is the only word on what a change has cost.
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given)
    memory = (made.instance?.exports ?? made.exports)?.memory
    return made
  }
  try {
    await initializeWasm(await readFile(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
  } finally {
    WebAssembly.instantiate = instantiate
  }
}

/** What Automerge holds of memory, which never shrinks; 0 where it can not be told. */
export function wasmBytes(): number {
  return memory?.buffer.byteLength ?? 0
}
