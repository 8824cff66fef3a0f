import { once } from 'node:events'
import { protocolOf, type ServerName } from '../servers/servers.ts'
import { Crowd } from './crowd.ts'
import type { Seat } from './protocol.ts'

export interface StormAsked {
  readonly server: ServerName
  readonly port: number
  readonly seats: readonly (readonly Seat[])[]
}

export interface StormTold {
  readonly seconds: number
  readonly turnedAway: number
}

const [asked] = (await once(process, 'message')) as [StormAsked]
const crowd = new Crowd({ protocol: protocolOf(asked.server), port: asked.port })
const start = performance.now()
await crowd.enter(asked.seats, { atOnce: asked.seats.flat().length, comesAgain: true })
const told: StormTold = { seconds: (performance.now() - start) / 1000, turnedAway: crowd.turnedAway }
process.send?.(told)
