import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../app/main.ts', import.meta.url))
const commandLine = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** The server as its users start it: a process that can be killed. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Everything it has printed. */
  said(): string
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>
}

interface RunningProcess {
  child: ChildProcess
  output: Promise<string>
  exit: Promise<number | null>
}

/** A command of `nexus` as people type it: its exit code and all that it said. */
export async function runNexus(words: readonly string[]): Promise<{ code: number | null; said: string }> {
  const { exit, output } = startProcess({}, [commandLine, ...words])
  return { code: await exit, said: await output }
}

/** `input`: what its standard input holds. */
export function startProcess(
  env: Record<string, string>,
  words: readonly string[] = [main],
  input = '',
): RunningProcess {
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // It may end before it has read it.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const said: string[] = []
  child.stdout.on('data', (chunk) => said.push(String(chunk)))
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { child, exit, output: exit.then(() => said.join('')) }
}

export async function startServerProcess(
  env: Record<string, string>,
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const { child, exit, output } = startProcess(env, [main, ...flags])
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const found = /http:\/\/\S+:\d+/.exec(said)?.[0]
      if (found && said.includes('\n')) resolve(found.replace('localhost', '127.0.0.1'))
    })
    output.then((all) => reject(new Error(`The server ended at once: ${all}`)), reject)
  })
  child.stderr?.on('data', (chunk) => (said += String(chunk)))
  return {
    url,
    pid: child.pid ?? 0,
    said: () => said,
    kill: (signal) => {
      child.kill(signal)
      return exit
    },
  }
}
