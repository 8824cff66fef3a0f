/** A whole WebSocket frame, header and all, ready to be written to any number of sockets. */
export type Packet = Buffer

const finalBinary = 0x82

/** RFC 6455, section 5.2: final, binary, not masked, for it comes from a server. */
export function packetOf(payload: Uint8Array): Packet {
  const { length } = payload
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const packet = Buffer.allocUnsafe(headerBytes + length)
  packet[0] = finalBinary
  if (headerBytes === 2) packet[1] = length
  else if (headerBytes === 4) {
    packet[1] = 126
    packet.writeUInt16BE(length, 2)
  } else {
    packet[1] = 127
    packet.writeBigUInt64BE(BigInt(length), 2)
  }
  packet.set(payload, headerBytes)
  return packet
}
