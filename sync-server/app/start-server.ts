import { randomBytes } from 'node:crypto'
import { type DeviceId, mintId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { openAccess } from '#server/access/access.ts'
import { isLoopback, ownOrigin } from '#server/access/own-origin.ts'
import { openHttpServer } from '#server/http/http-server.ts'
import { defaultPasswordCost, type PasswordCost } from '#server/identity/password-hash.ts'
import { openPasswordIdentity } from '#server/identity/password-identity.ts'
import { openLiveServer } from '#server/live/live-server.ts'
import { checkChange } from '#server/log/change-check.ts'
import { openCommandRunner } from '#server/log/command-runner.ts'
import { openLog } from '#server/log/log.ts'
import { openBlobFiles } from '#server/storage/blob-files.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { maxBlobBytes, openBlobs } from '#server/tenancy/blobs.ts'
import { openInvitations } from '#server/tenancy/invitations.ts'
import { openSignUps } from '#server/tenancy/sign-up.ts'
import { openTenancy } from '#server/tenancy/tenancy.ts'
import type { Config } from './config.ts'

export interface ServerOptions extends Config {
  readonly clock: Clock
  readonly random: Random
  readonly passwordCost: PasswordCost
  readonly keepAliveMs: number
  report(fault: unknown): void
}

export interface RunningServer {
  readonly port: number
  /** What the first account has to know; undefined when it may just be made. */
  readonly setupWord: string | undefined
  /** Settles what was taken, says goodbye to every device, closes the files. */
  close(): Promise<void>
}

export const systemClock: Clock = { now: () => Date.now() }
export const systemRandom: Random = { bytes: (length) => randomBytes(length) }

export const serverDefaults = {
  clock: systemClock,
  random: systemRandom,
  passwordCost: defaultPasswordCost,
  keepAliveMs: 30_000,
  report: (fault: unknown) => console.error(fault),
} as const

/**
 * Wires the whole server and listens. Throws a StorageFault when the data folder can not be used, and what Node throws when the
 * address can not be listened on; then nothing stays open.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const storage = openSqliteStorage(options.dataFolder)
  try {
    return await startOn(storage, options)
  } catch (error) {
    await storage.close()
    throw error
  }
}

async function startOn(storage: Storage, options: ServerOptions): Promise<RunningServer> {
  const { clock, random, report } = options
  const identity = openPasswordIdentity({ control: storage.control, clock, random, cost: options.passwordCost })
  const isReachable = !isLoopback(options.host)
  const setupWord = isReachable && !(await identity.hasAccounts()) ? mintId('x', random).slice(2, 18) : undefined

  const access = openAccess(storage)
  const log = openLog({ storage, clock })
  const tenancyPorts = { storage, access, identity, clock, random }
  const tenancy = openTenancy(tenancyPorts)
  const invitations = openInvitations(tenancyPorts)
  const signUps = openSignUps({ identity, tenancy, invitations, policy: { signUp: options.signUp, setupWord } })
  const device = (await storage.control.setting('device', () => mintId('device', random))) as DeviceId
  const commands = openCommandRunner({ access, log, checkChange, clock, random, device })
  const files = openBlobFiles({
    folder: options.dataFolder,
    maxBytes: maxBlobBytes,
    nameUpload: () => mintId('upload', random),
  })
  const origin = ownOrigin({ listenHost: options.host, publicUrl: options.publicUrl })

  const http = await openHttpServer({
    ...{ identity, access, tenancy, invitations, signUps, commands, origin, report },
    blobs: openBlobs({ storage, files }),
    openSignUp: options.signUp === 'open',
    clientFolder: options.clientFolder,
  })
  const live = openLiveServer(http.server, {
    identity,
    access,
    log,
    checkChange,
    clock,
    origin,
    report,
    keepAliveMs: options.keepAliveMs,
  })
  const close = async () => {
    await live.close()
    await http.close()
    await log.close()
    await storage.close()
  }
  try {
    await http.listen({ port: options.port, host: options.host })
  } catch (error) {
    await live.close()
    await http.close()
    throw error
  }
  const address = http.server.address()
  return { port: typeof address === 'object' && address ? address.port : options.port, setupWord, close }
}
