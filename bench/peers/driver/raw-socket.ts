import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** One for all sockets of the process: what is read is handled before the next read begins. */
const readBuffer = Buffer.allocUnsafe(512 * 1024)
const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

export interface SocketOptions {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The own address; ports are limited for each. */
  readonly from?: string | undefined
}

export interface FrameListener {
  onOpen(): void
  /** The bytes are only lent. */
  onFrame(bytes: Uint8Array, start: number, end: number): void
  /** Also when it was never opened. */
  onClose(code: number): void
}

/**
 * The client half of a WebSocket with as little work as can be: no streams, no events, one shared read buffer, frames are handed on
 * where they lie. It stands for many users in one process, so it has to be much cheaper than the server it measures.
 */
export class RawSocket {
  readonly #socket: Socket
  readonly #listener: FrameListener
  #isOpen = false
  /** 1006: without a goodbye. */
  #closeCode = 1006
  /** A frame whose end has not come yet: its first `#have` bytes. */
  #pending: Buffer | undefined
  #have = 0

  constructor(options: SocketOptions, listener: FrameListener) {
    this.#listener = listener
    this.#socket = connect({
      host: '127.0.0.1',
      port: options.port,
      ...(options.from ? { localAddress: options.from } : {}),
      noDelay: true,
      onread: { buffer: readBuffer, callback: (count) => this.#read(count) },
    })
    this.#socket.on('connect', () => this.#socket.write(upgradeRequest(options)))
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.on('close', () => listener.onClose(this.#closeCode))
  }

  /** A binary message. `bytes` may be used again at once. */
  send(bytes: Uint8Array, length = bytes.length): void {
    this.#write(0x82, bytes, length)
  }

  /** Without a goodbye and without leaving the port waiting. */
  destroy(): void {
    this.#socket.resetAndDestroy()
  }

  #write(opcode: number, bytes: Uint8Array, length: number): void {
    const header = length < 126 ? 6 : length < 65_536 ? 8 : 14
    const frame = Buffer.allocUnsafe(header + length)
    frame[0] = opcode
    frame[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
    if (header === 8) frame.writeUInt16BE(length, 2)
    if (header === 14) frame.writeBigUInt64BE(BigInt(length), 2)
    frame.set(mask, header - 4)
    for (let at = 0; at < length; at += 1) frame[header + at] = (bytes[at] as number) ^ (mask[at & 3] as number)
    this.#socket.write(frame)
  }

  #read(count: number): boolean {
    try {
      this.#take(readBuffer, count)
    } catch (error) {
      // What the driver can not read must end the bench, not one socket.
      process.nextTick(() => {
        throw error
      })
    }
    return true
  }

  #take(bytes: Buffer, count: number): void {
    let at = this.#pending ? this.#complete(bytes, count) : 0
    if (!this.#isOpen && at < count) at = this.#open(bytes, at, count)
    while (this.#isOpen && at < count) {
      const end = frameEnd(bytes, at, count)
      if (end === undefined || end > count) return this.#keep(bytes, at, count)
      this.#frame(bytes, at, end)
      at = end
    }
  }

  /** The answer to the upgrade, which comes in one piece on a loopback device. Returns where the frames begin. */
  #open(bytes: Buffer, at: number, count: number): number {
    const end = bytes.subarray(0, count).indexOf('\r\n\r\n', at)
    const status = bytes.toString('latin1', at, Math.min(count, at + 12))
    if (end < 0 || status !== 'HTTP/1.1 101') {
      this.#socket.destroy()
      return count
    }
    this.#isOpen = true
    this.#listener.onOpen()
    return end + 4
  }

  #keep(bytes: Buffer, at: number, count: number): void {
    const end = frameEnd(bytes, at, count)
    this.#pending = Buffer.allocUnsafe(end === undefined ? 16 : end - at)
    this.#have = count - at
    bytes.copy(this.#pending, 0, at, count)
  }

  /** Adds to the frame that waits for its end. Returns how many bytes of the new ones were its own. */
  #complete(bytes: Buffer, count: number): number {
    let at = 0
    while (this.#pending) {
      const total = frameEnd(this.#pending, 0, this.#have)
      if (total !== undefined && total > this.#pending.length) {
        const larger = Buffer.allocUnsafe(total)
        this.#pending.copy(larger, 0, 0, this.#have)
        this.#pending = larger
      }
      const wanted = total ?? this.#have + 1
      const part = Math.min(wanted - this.#have, count - at)
      bytes.copy(this.#pending, this.#have, at, at + part)
      this.#have += part
      at += part
      if (total !== undefined && this.#have === total) {
        const frame = this.#pending
        this.#pending = undefined
        this.#frame(frame, 0, total)
      } else if (at === count) return at
    }
    return at
  }

  #frame(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start] as number
    const size = (bytes[start + 1] as number) & 127
    const body = start + (size < 126 ? 2 : size === 126 ? 4 : 10)
    if (first === 0x82) return this.#listener.onFrame(bytes, body, end)
    if (first === 0x89) return this.#write(0x8a, bytes.subarray(body, end), end - body)
    if (first === 0x8a) return
    if (first !== 0x88) throw new Error(`The server sent a frame of kind ${first.toString(16)}.`)
    if (end - body >= 2) this.#closeCode = bytes.readUInt16BE(body)
    this.#socket.destroy()
  }
}

/** Where the frame that begins at `at` ends; undefined: its header is not complete. */
function frameEnd(bytes: Buffer, at: number, count: number): number | undefined {
  if (count - at < 2) return undefined
  const size = (bytes[at + 1] as number) & 127
  if (size < 126) return at + 2 + size
  if (size === 126) return count - at < 4 ? undefined : at + 4 + bytes.readUInt16BE(at + 2)
  return count - at < 10 ? undefined : at + 10 + Number(bytes.readBigUInt64BE(at + 2))
}

function upgradeRequest({ port, path, headers }: SocketOptions): string {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}
