import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface TestServer {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Everything it printed since the first start. */
  output(): string
  /** kill -9: no goodbye, no flush. */
  kill(): Promise<void>
  /** SIGTERM and an ordered end; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Starts again on the same data and port, after `kill()` or `stop()`. */
  start(): Promise<void>
  /** Ends it and removes its data, unless the data folder was given. */
  close(): Promise<void>
}

export interface ServerOptions {
  dataDir?: string
  port?: number
  /** What its nexus.yaml says. */
  config?: string
  env?: Record<string, string>
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-e2e-'))
  const dataDir = options.dataDir ?? join(folder, 'data')
  const config = join(folder, 'nexus.yaml')
  if (options.config !== undefined) await writeFile(config, options.config)
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let output = ''

  // A journey that failed before its `close()` must not leave a server behind.
  process.once('exit', () => child?.kill('SIGKILL'))

  const start = async () => {
    if (child) throw new Error('The server is running already.')
    const env = {
      ...process.env,
      ...(options.config !== undefined && { NEXUS_CONFIG: config }),
      ...options.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      NEXUS_DATA: dataDir,
    }
    child = spawn(process.execPath, ['sync-server/app/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout?.on('data', (chunk) => (output += String(chunk)))
    child.stderr?.on('data', (chunk) => (output += String(chunk)))
    await untilServing(child, url, () => output)
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
    const gone = once(ending, 'exit')
    ending.kill(signal)
    const [code] = (await gone) as [number | null]
    return code
  }

  await start()
  return {
    url,
    port,
    dataDir,
    output: () => output,
    kill: () => end('SIGKILL').then(() => undefined),
    stop: () => end('SIGTERM'),
    start,
    close: async () => {
      await end('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A process has no way to tell us but answering, so we ask; the pauses only keep the asking cheap. */
async function untilServing(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The server ended at once:\n${output()}`)
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await delay(25)
  }
  throw new Error(`The server did not answer within 60 s:\n${output()}`)
}

/**
 * Below those that the system gives to sockets that connect: one of these might take the port of a server that is killed and started again,
 * and then the server could not.
 */
const ports = { from: 10_000, to: 32_000 }

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const probe = createServer()
    const isFree = once(probe, 'listening').then(
      () => true,
      () => false,
    )
    const port = randomInt(ports.from, ports.to)
    probe.listen(port, '127.0.0.1')
    if (!(await isFree)) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
  throw new Error('No port is free.')
}
