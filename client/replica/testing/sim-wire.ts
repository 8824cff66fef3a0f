import { decodeClientMessage, encodeServerMessage } from '#shared/protocol/codec.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import { unfolded } from '#shared/protocol/unfold-frame.ts'
import type { SocketEvents } from '#client/platform/ports.ts'

interface WireEnd {
  readonly socket: FakeSocket
  /** Answers in the place of the session; undefined: the session is to be asked. */
  answer(message: ClientMessage): Promise<ServerMessage | undefined>
}

/** One connection, both ways, whose frames travel only when they are told to. */
export class Wire {
  readonly toServer: Uint8Array[] = []
  readonly toClient: Uint8Array[] = []
  /** Bytes that have come to the device. */
  received = 0
  readonly #client: SocketEvents
  readonly #end: WireEnd
  #turn: Promise<void> = Promise.resolve()
  #isCut = false

  constructor(client: SocketEvents, end: WireEnd) {
    this.#client = client
    this.#end = end
    end.socket.wire = this
  }

  get isCut(): boolean {
    return this.#isCut
  }

  /** Answers whether anything travelled. */
  deliver(most = Number.POSITIVE_INFINITY): boolean {
    const up = this.toServer.splice(0, most)
    const down = this.toClient.splice(0, most)
    for (const frame of up) this.#turn = this.#turn.then(() => this.#handle(frame))
    for (const frame of down) {
      if (this.#isCut) break
      this.received += frame.length
      this.#client.received(unfolded(frame))
    }
    return up.length + down.length > 0
  }

  /** When everything that was delivered has been handed to the session, or answered in its place. */
  get handled(): Promise<void> {
    return this.#turn
  }

  /** What was on the way is gone. */
  cut(code = 1006): void {
    if (this.#isCut) return
    this.#isCut = true
    this.toServer.length = 0
    this.toClient.length = 0
    this.#end.socket.tell('close')
    this.#client.closed(code, '')
  }

  /** The server has closed: what it sent before still arrives. */
  end(code: number): void {
    for (const frame of this.toClient.splice(0)) this.#client.received(unfolded(frame))
    this.cut(code)
  }

  async #handle(frame: Uint8Array): Promise<void> {
    const message = decodeClientMessage(frame)
    const answer = message.ok ? await this.#end.answer(message.value).catch(() => undefined) : undefined
    if (this.#isCut) return
    if (answer) this.toClient.push(encodeServerMessage(answer))
    else this.#end.socket.tell('message', frame, true)
  }
}

/** As much of a `ws` socket, and of the one below it, as a session and its connection use. */
export class FakeSocket {
  readonly OPEN = 1
  readonly readyState = 1
  readonly isPaused = false
  wire: Wire | undefined
  readonly #listeners = new Map<string, ((...details: unknown[]) => void)[]>()

  readonly raw = {
    writableLength: 0,
    write: (frames: Uint8Array) => {
      if (!this.wire?.isCut) this.wire?.toClient.push(...payloadsOf(frames))
    },
  }

  on(event: string, listener: (...details: unknown[]) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  tell(event: string, ...details: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...details)
  }

  close(code: number): void {
    this.wire?.end(code)
  }

  terminate(): void {
    this.wire?.cut()
  }

  pause(): void {}
  resume(): void {}
}

/** RFC 6455, section 5.2: whole frames of a server, which are not masked. */
function payloadsOf(frames: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  const payloads: Uint8Array[] = []
  for (let at = 0; at < frames.length; ) {
    const short = view.getUint8(at + 1)
    const headerBytes = short < 126 ? 2 : short === 126 ? 4 : 10
    const length = short < 126 ? short : short === 126 ? view.getUint16(at + 2) : Number(view.getBigUint64(at + 2))
    payloads.push(frames.slice(at + headerBytes, at + headerBytes + length))
    at += headerBytes + length
  }
  return payloads
}
