import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../e2e/support/server.ts'
import { hocuspocusProtocol } from '../driver/hocuspocus-protocol.ts'
import { checkPush, nexusProtocol } from '../driver/nexus-protocol.ts'
import type { Person, Protocol, Room, Seat } from '../driver/protocol.ts'
import { nexusYProtocol, yProtocol } from '../driver/y-protocol.ts'
import { type Child, startChild } from './child.ts'
import { type Membership, mintRooms, prepareNexus } from './nexus-data.ts'

export const serverNames = ['nexus', 'nexus-y', 'hocuspocus', 'y-websocket', 'relay', 'relay-per-tick'] as const

export type ServerName = (typeof serverNames)[number]

export interface BenchOptions {
  readonly rooms: number
  /** People who sign in, and how many of them are in each room; several clients may be one person's. */
  readonly membership?: Membership
}

/** A server with its data in a folder of its own, and the rooms that clients can enter. */
export interface BenchServer {
  readonly name: ServerName
  readonly protocol: Protocol
  readonly port: number
  readonly process: Child
  readonly rooms: readonly Room[]
  seat(room: number, position: number): Seat
  /** `count` clients for each of the rooms. */
  seats(count: number): Seat[][]
  /** From now on each restart begins with the data as it is now: what a server tidies up at a start it has to tidy up at the next one again. */
  keepData(): Promise<void>
  /** Ends in order and starts again on the same data, with nothing in memory; `meanwhile` gets the data folder. */
  restart(meanwhile?: (folder: string) => Promise<void>): Promise<void>
  /** Kills it and removes its data. */
  close(): Promise<void>
}

interface Kind {
  readonly protocol: Protocol
  readonly script: string
  env(folder: string): Record<string, string>
  /** Returns what the clients show at the door. */
  prepare(folder: string, rooms: readonly Room[], membership: Membership): Promise<readonly Person[]>
}

const nobody = async () => [{ cookie: '', token: '', organisation: '' }]

const nexus: Kind = {
  protocol: nexusProtocol,
  script: scriptAt('../../../sync-server/app/main.ts'),
  env: (folder) => ({ NEXUS_DATA: folder }),
  prepare: prepareNexus,
}

const kinds: Readonly<Record<ServerName, Kind>> = {
  nexus,
  'nexus-y': { ...nexus, protocol: nexusYProtocol },
  hocuspocus: {
    protocol: hocuspocusProtocol,
    script: scriptAt('hocuspocus-main.ts'),
    env: (folder) => ({ DATA: folder }),
    prepare: nobody,
  },
  'y-websocket': {
    protocol: yProtocol,
    script: fileURLToPath(new URL('src/server.js', import.meta.resolve('@y/websocket-server/package.json'))),
    env: (folder) => ({ YPERSISTENCE: folder }),
    prepare: nobody,
  },
  relay: { protocol: yProtocol, script: scriptAt('relay-main.ts'), env: () => ({ RELAY: 'each' }), prepare: nobody },
  'relay-per-tick': {
    protocol: yProtocol,
    script: scriptAt('relay-main.ts'),
    env: () => ({ RELAY: 'tick' }),
    prepare: nobody,
  },
}

export function protocolOf(name: ServerName): Protocol {
  return kinds[name].protocol
}

export async function openServer(
  name: ServerName,
  { rooms: count, membership = { accounts: 10, membersPerRoom: 10 } }: BenchOptions,
): Promise<BenchServer> {
  const { protocol, script, env, prepare } = kinds[name]
  const { membersPerRoom } = membership
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const kept = `${folder}-kept`
  const remove = () => {
    for (const each of [folder, kept]) rmSync(each, { recursive: true, force: true })
  }
  process.once('exit', remove)
  const rooms = mintRooms(count)
  const people = await prepare(folder, rooms, membership)
  const port = await freePort()
  const profile = process.env.BENCH_PROFILE
  const nodeArgs = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const start = () => startChild({ script, port, env: env(folder), nodeArgs })
  const seat = (room: number, position: number): Seat => ({
    room: rooms[room] as Room,
    person: people[(room * membersPerRoom + (position % membersPerRoom)) % people.length] as Person,
  })
  if (name === 'nexus') checkPush(seat(0, 0))
  let hasKept = false
  let running = await start()
  return {
    name,
    protocol,
    port,
    rooms,
    seat,
    get process() {
      return running
    },
    seats: (perRoom) =>
      rooms.map((_, room) => Array.from({ length: perRoom }, (_each, position) => seat(room, position))),
    keepData: async () => {
      await running.stop('SIGTERM')
      await cp(folder, kept, { recursive: true })
      hasKept = true
      running = await start()
    },
    restart: async (meanwhile) => {
      await running.stop('SIGTERM')
      if (hasKept) {
        await rm(folder, { recursive: true })
        await cp(kept, folder, { recursive: true })
      }
      await meanwhile?.(folder)
      running = await start()
    },
    close: async () => {
      await running.stop(profile ? 'SIGTERM' : 'SIGKILL')
      remove()
      process.off('exit', remove)
    },
  }
}

function scriptAt(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
