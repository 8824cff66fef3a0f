/**
 * What one socket has sent, handled one after another, in order. A handler that answers at once needs no promise; above the bound the
 * socket is not read.
 */
export class Inbox<Message> {
  readonly #ports: InboxPorts<Message>
  readonly #queue: { readonly message: Message; readonly bytes: number }[] = []
  #waitingBytes = 0
  #turn: Promise<void> | undefined
  #isPaused = false

  constructor(ports: InboxPorts<Message>) {
    this.#ports = ports
  }

  take(message: Message, bytes: number): void {
    this.#queue.push({ message, bytes })
    this.#waitingBytes += bytes
    if (this.#waitingBytes > this.#ports.maxWaitingBytes) this.#pause(true)
    if (!this.#turn) this.#work()
  }

  /** When everything that was taken has been handled. */
  async settled(): Promise<void> {
    while (this.#turn) await this.#turn
  }

  #work(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { message, bytes } = next
      const underway = this.#ports.handle(message)
      if (underway) {
        this.#turn = underway.finally(() => {
          this.#turn = undefined
          this.#handled(bytes)
          this.#work()
        })
        return
      }
      this.#handled(bytes)
    }
  }

  #handled(bytes: number): void {
    this.#waitingBytes -= bytes
    if (this.#isPaused && this.#waitingBytes <= this.#ports.maxWaitingBytes) this.#pause(false)
  }

  #pause(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return
    this.#isPaused = isPaused
    this.#ports.pause(isPaused)
  }
}

interface InboxPorts<Message> {
  readonly maxWaitingBytes: number
  /** Must not throw, nor its promise be rejected. */
  handle(message: Message): Promise<void> | undefined
  /** Whether the socket is to be read. */
  pause(isPaused: boolean): void
}
