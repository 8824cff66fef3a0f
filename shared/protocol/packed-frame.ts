import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding'

/** In the place of a message's tag: what follows is a whole frame, deflated (SY6). */
const packedTag = 255

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
