import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import { afterEach, beforeAll } from 'vitest'
import type { Outcome } from '../../kit/outcome.ts'
import { FakeDevice } from './devices.ts'

/** For a file of tests of commands: Automerge is ready before the first, and what each has opened is closed after it. Makes devices. */
export function prepareDevices(): (name?: string, seed?: number) => FakeDevice {
  const open: FakeDevice[] = []
  beforeAll(async () => {
    await initializeWasm(readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
  })
  afterEach(() => {
    for (const device of open.splice(0)) device.close()
  })
  return (name = 'ana', seed = 1) => {
    const made = new FakeDevice({ name, seed })
    open.push(made)
    return made
  }
}

/** What came of it; fails where it was refused. */
export function value<T>(outcome: Outcome<string, T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason}`)
  return outcome.value
}
