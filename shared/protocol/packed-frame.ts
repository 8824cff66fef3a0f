import { Inflate } from 'fflate'
import { createDecoder, readTailAsUint8Array, readUint8, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding'
import { defaultLimits } from './codes.ts'
import { MalformedFrame } from './wire.ts'

/** In the place of a message's tag: what follows is a whole frame, deflated (SY6). */
const packedTag = 255
/** Handed to the inflater at a time, so that what a hostile piece unfolds to stays small. */
const sliceBytes = 16 * 1024

export const packedShape: unknown = ['packed', packedTag, 'length', 'raw deflate']

/** What goes before the deflated bytes of a frame. */
export function packedHead(frame: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeUint8(encoder, frame[0] ?? 0)
  writeUint8(encoder, packedTag)
  writeVarUint(encoder, frame.length)
  return toUint8Array(encoder)
}

export function isPacked(frame: Uint8Array): boolean {
  return frame[1] === packedTag
}

/** The frame inside. Throws when it is not as long as it says, is larger than a frame may be, or is packed itself. */
export function unpack(frame: Uint8Array): Uint8Array {
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
