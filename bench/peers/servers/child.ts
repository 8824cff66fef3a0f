import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processorMs, untilIdle } from '../../support/processor-time.ts'

const gcOnSignal = fileURLToPath(new URL('gc-on-signal.mjs', import.meta.url))

export interface ChildOptions {
  readonly script: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** For a profile: further arguments of node. */
  readonly nodeArgs?: readonly string[]
}

/** A server in a process of its own, seen from outside through /proc. */
export interface Child {
  readonly pid: number
  rssBytes(): number
  /** The most it has had since its start. */
  peakRssBytes(): number
  /** Processor time since its start, of all its threads. */
  cpuMs(): number
  collectGarbage(): Promise<void>
  /**
   * Waits until the process has done next to nothing for two seconds: what it does in the background, in small portions too, is done.
   * Throws when that is not so within the time.
   */
  untilIdle(limitMs?: number): Promise<void>
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export async function startChild({ script, port, env, nodeArgs = [] }: ChildOptions): Promise<Child> {
  const child = spawn(process.execPath, ['--expose-gc', '--import', gcOnSignal, ...nodeArgs, script], {
    env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => said.length < 200 && said.push(String(chunk)))
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  child.once('exit', () => process.off('exit', killed))
  await untilListening(child, port, () => said.join(''))
  return handleOf(child)
}

function handleOf(child: ChildProcess): Child {
  const pid = child.pid ?? 0
  return {
    pid,
    rssBytes: () => statusBytes(pid, 'VmRSS'),
    peakRssBytes: () => statusBytes(pid, 'VmHWM'),
    cpuMs: () => processorMs(pid),
    collectGarbage: async () => {
      // Twice, since finalizers free what only the second one finds.
      for (let times = 0; times < 2; times += 1) {
        child.kill('SIGUSR2')
        await delay(500)
      }
    },
    untilIdle: (limitMs) => untilIdle(pid, limitMs),
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await gone
      clearTimeout(late)
    },
  }
}

function statusBytes(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'latin1')
    .split('\n')
    .find((each) => each.startsWith(field))
  return Number(line?.split(/\s+/)[1]) * 1024
}

async function untilListening(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const end = performance.now() + 30_000
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`A server ended at once:\n${said()}`)
    if (await answers(port)) return
    await delay(10)
  }
  throw new Error(`A server does not listen:\n${said()}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
