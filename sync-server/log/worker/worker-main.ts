import { parentPort, workerData } from 'node:worker_threads'
import { lowerThreadPriority } from '#server/storage/lower-priority.ts'
import { jobs, type JobName } from './jobs.ts'
import type { JobReport } from './worker-pool.ts'
import { isBroken } from './try-chunks.ts'
import { startAutomerge, wasmBytes } from '../automerge-wasm.ts'

/** The thread of worker-pool.ts: takes a job, answers, waits for the next. */
const port = parentPort
if (!port) throw new Error('bug: this file is a worker')

if ((workerData as { isBackground: boolean }).isBackground) lowerThreadPriority()

const say = (report: JobReport) => port.postMessage(report)

const work = async ({ name, input }: { name: JobName; input: never }) => {
  try {
    say({ kind: 'answer', answer: await jobs[name](input), wasmBytes: wasmBytes() })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    say({ kind: 'threw', message, isBroken: error instanceof Error && isBroken(error), wasmBytes: wasmBytes() })
  }
}

port.on('message', (job: { name: JobName; input: never }) => void work(job))
await startAutomerge()
say({ kind: 'ready' })
