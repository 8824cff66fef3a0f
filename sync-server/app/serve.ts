import { isLoopback } from '#server/access/own-origin.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { type Config, readConfig } from './config.ts'
import { type RunningServer, serverDefaults, startServer, WrongFile } from './start-server.ts'

/** Starts the server, says where it is, and ends it in order when asked to. A start that fails is one line and exit code 1. */
export async function serve(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<void> {
  const config = await readConfig(env, args)
  if (!config.ok) return fail(config.detail ?? config.reason)
  try {
    const server = await startServer({ ...serverDefaults, ...config.value })
    announce(config.value, server)
    endInOrder(server)
  } catch (error) {
    const sentence = sentenceOf(error, config.value)
    if (sentence === undefined) throw error
    fail(sentence)
  }
}

function announce(config: Config, { port, setupWord, provisioned }: RunningServer): void {
  const name = isLoopback(config.host) ? 'localhost' : config.host.replace(/^(0\.0\.0\.0|::)$/, 'localhost')
  const url = config.publicUrl?.origin ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  console.log(`Nexus   ${url}`)
  console.log(`data    ${config.dataFolder}`)
  for (const change of provisioned?.changes ?? []) console.log(`config  ${change}`)
  for (const member of provisioned?.unnamed ?? []) console.log(`config  ${member} and is not in the file`)
  if (setupWord) console.log(`set up  ${url}/setup/${setupWord}   (open it once to make the first account)`)
}

function endInOrder(server: RunningServer): void {
  let isEnding = false
  const end = (signal: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait.
    if (isEnding) process.exit(signal === 'SIGINT' ? 130 : 143)
    isEnding = true
    server.close().then(
      () => process.exit(0),
      (fault) => {
        console.error(fault)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function sentenceOf(error: unknown, { port, host }: Config): string | undefined {
  if (error instanceof StorageFault || error instanceof WrongFile) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is taken; choose another one with PORT.`
  if (code === 'EACCES') return `port ${port} may not be used by this account; choose one above 1023 with PORT.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine; set HOST.`
  return undefined
}

function fail(sentence: string): void {
  console.error(`nexus: ${sentence}`)
  process.exitCode = 1
}
