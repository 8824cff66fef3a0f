import { parentPort } from 'node:worker_threads'
import { jobs, type JobName } from './jobs.ts'
import type { JobReport } from './worker-pool.ts'
import { startAutomerge, wasmBytes } from '../automerge-wasm.ts'

/** The thread of worker-pool.ts: takes a job, answers, waits for the next. */
const port = parentPort
if (!port) throw new Error('bug: this file is a worker')

const say = (report: JobReport) => port.postMessage(report)

port.on('message', ({ name, input }: { name: JobName; input: never }) => {
  try {
    say({ kind: 'answer', answer: jobs[name](input), wasmBytes: wasmBytes() })
  } catch (error) {
    say({ kind: 'threw', message: error instanceof Error ? error.message : String(error), wasmBytes: wasmBytes() })
  }
})
await startAutomerge()
say({ kind: 'ready' })
