import { Inflate } from 'fflate'
import { createDecoder, readTailAsUint8Array, readUint8, readVarUint } from 'lib0/decoding'
import { type Outcome, refused } from '../kit/outcome.ts'
import { decodeServerMessage, type FrameRefusal } from './codec.ts'
import { defaultLimits, protocolVersion } from './codes.ts'
import type { ServerMessage } from './messages.ts'
import { isPacked } from './packed-frame.ts'
import { MalformedFrame } from './wire.ts'

/** Handed to the inflater at a time, so that what a hostile piece unfolds to stays small. */
const sliceBytes = 16 * 1024

/** A frame of the server as it came, packed or not. Never throws, whatever the bytes (SY2). */
export function decodeServerFrame(frame: Uint8Array): Outcome<FrameRefusal, ServerMessage> {
  try {
    return decodeServerMessage(unfolded(frame))
  } catch (error) {
    return refused('malformed', error instanceof Error ? error.message : 'unreadable')
  }
}

/**
 * The frame inside a packed one; any other as it is, also one that is too large or of another version, which the decoder tells apart.
 * Throws when what is inside is not as long as it says, is larger than a frame may be, or is packed itself.
 */
export function unfolded(frame: Uint8Array): Uint8Array {
  const isOfOurs = frame[0] === protocolVersion && frame.length <= defaultLimits.maxFrameBytes
  return isOfOurs && isPacked(frame) ? unpack(frame) : frame
}

function unpack(frame: Uint8Array): Uint8Array {
  const decoder = createDecoder(frame)
  readUint8(decoder)
  readUint8(decoder)
  const length = readVarUint(decoder)
  if (length > defaultLimits.maxFrameBytes) throw new MalformedFrame('a packed frame too large')
  const unpacked = new Uint8Array(length)
  let at = 0
  const inflate = new Inflate((piece) => {
    if (at + piece.length > length) throw new MalformedFrame('a packed frame longer than it says')
    unpacked.set(piece, at)
    at += piece.length
  })
  const deflated = readTailAsUint8Array(decoder)
  for (let from = 0; from < deflated.length; from += sliceBytes) {
    inflate.push(deflated.subarray(from, from + sliceBytes), from + sliceBytes >= deflated.length)
  }
  if (at !== length || isPacked(unpacked)) throw new MalformedFrame('a packed frame that does not unfold')
  return unpacked
}
