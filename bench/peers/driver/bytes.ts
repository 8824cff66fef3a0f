/** Writes into one buffer that is used again for every frame, so that a sent edit allocates one slice and nothing else. */
export class Out {
  bytes = Buffer.allocUnsafe(64 * 1024)
  length = 0

  clear(): this {
    this.length = 0
    return this
  }

  byte(value: number): this {
    this.#room(1)
    this.bytes[this.length++] = value
    return this
  }

  uint(value: number): this {
    this.#room(10)
    let left = value
    while (left > 127) {
      this.bytes[this.length++] = (left % 128) | 128
      left = Math.floor(left / 128)
    }
    this.bytes[this.length++] = left
    return this
  }

  raw(source: Uint8Array): this {
    this.#room(source.length)
    this.bytes.set(source, this.length)
    this.length += source.length
    return this
  }

  sized(source: Uint8Array): this {
    return this.uint(source.length).raw(source)
  }

  text(value: string): this {
    return this.sized(Buffer.from(value))
  }

  /** A copy that stays as it is when this is used again. */
  taken(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length))
  }

  #room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(2 * (this.length + count))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}

/** Reads from a buffer that belongs to the socket: nothing of it is kept, and nothing is allocated. */
export class In {
  bytes: Uint8Array = new Uint8Array()
  at = 0
  end = 0

  over(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes
    this.at = start
    this.end = end
    return this
  }

  byte(): number {
    if (this.at >= this.end) throw new Error('A frame ended early.')
    return this.bytes[this.at++] as number
  }

  uint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const next = this.byte()
      value += (next & 127) * scale
      if (next < 128) return value
      scale *= 128
    }
  }

  /** Passes over a length and as many bytes; returns the length. */
  skipSized(): number {
    const length = this.uint()
    this.at += length
    return length
  }

  text(): string {
    const length = this.uint()
    this.at += length
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at - length, length).toString()
  }
}
