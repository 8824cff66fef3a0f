import { hasContent } from 'lib0/decoding'
import { writeUint8 } from 'lib0/encoding'
import { done, refused, type Outcome } from '../kit/outcome.ts'
import { defaultLimits, protocolVersion } from './codes.ts'
import type { ClientMessage, ServerMessage } from './messages.ts'
import { packedShape } from './packed-frame.ts'
import { clientMessage, serverMessage } from './schema.ts'
import { byte, frameOf, openSink, openSource, type Wire } from './wire.ts'

export type FrameRefusal = 'malformed' | 'too-large' | 'version-too-old' | 'version-too-new'

/** One message as one frame (SY1). The message must be within the bounds of schema.ts: a breach is a bug of the caller. */
export function encodeClientMessage(message: ClientMessage): Uint8Array {
  return encode(clientMessage, message)
}

export function encodeServerMessage(message: ServerMessage): Uint8Array {
  return encode(serverMessage, message)
}

/**
 * Never throws, whatever the bytes (SY2). Byte arrays in the answer are views of `frame`: copy what outlives it.
 * A frame of another protocol version is told apart from a broken one, so that the person can be told what to update.
 */
export function decodeClientMessage(frame: Uint8Array): Outcome<FrameRefusal, ClientMessage> {
  return decode(clientMessage, frame)
}

/** Not of a packed frame: see `decodeServerFrame` in unfold-frame.ts. */
export function decodeServerMessage(frame: Uint8Array): Outcome<FrameRefusal, ServerMessage> {
  return decode(serverMessage, frame)
}

/** What a version number stands for; hashed by the test that forces a new one. */
export const wireShape: unknown = {
  client: clientMessage.shape,
  server: serverMessage.shape,
  packed: packedShape,
  limits: defaultLimits,
}

function encode<Message>(wire: Wire<Message>, message: Message): Uint8Array {
  const sink = openSink()
  writeUint8(sink.encoder, protocolVersion)
  wire.write(sink, message)
  return frameOf(sink)
}

function decode<Message>(wire: Wire<Message>, frame: Uint8Array): Outcome<FrameRefusal, Message> {
  if (frame.length > defaultLimits.maxFrameBytes) return refused('too-large')
  try {
    const source = openSource(frame)
    const version = byte(source.decoder)
    if (version !== protocolVersion) return refused(version < protocolVersion ? 'version-too-old' : 'version-too-new')
    const message = wire.read(source)
    return hasContent(source.decoder) ? refused('malformed', 'bytes after the end') : done(message)
  } catch (error) {
    // The readers throw MalformedFrame, the library plain errors at an early end, an integer out of range or bad UTF-8.
    return refused('malformed', error instanceof Error ? error.message : 'unreadable')
  }
}
