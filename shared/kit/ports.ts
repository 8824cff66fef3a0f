/** The edges that pure code asks for; each has one real adapter per side and a fake in `testing/`. */
export interface Clock {
  /** Milliseconds since 1970, UTC. May jump: never order things by it alone. */
  now(): number
}

export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array
}
