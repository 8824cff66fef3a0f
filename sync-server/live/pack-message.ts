import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'
import { packedHead } from '#shared/protocol/packed-frame.ts'
import { type Packet, packetOf } from './packet.ts'

const deflate = promisify(deflateRaw)

/** Below this the bytes saved are not worth the time. */
const worthwhileBytes = 8 * 1024

/**
 * A message as one packet, deflated beside the event loop when it is large (SY6). Level 1: a page of a bootstrap shrinks to 23 % at 5 ms a megabyte, level 6 gives 20 %
 * for 18 ms. Small frames would cost more than they save.
 */
export async function packMessage(message: ServerMessage): Promise<Packet> {
  const frame = encodeServerMessage(message)
  if (frame.length < worthwhileBytes) return packetOf(frame)
  const deflated = await deflate(frame, { level: 1 })
  return packetOf(deflated.length < frame.length ? Buffer.concat([packedHead(frame), deflated]) : frame)
}
