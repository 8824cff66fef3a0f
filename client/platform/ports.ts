import type { Clock, Random } from '#shared/kit/ports.ts'

/** One-shot timers. */
export interface Timers {
  /** Returns the canceller. */
  after(delayMs: number, run: () => void): () => void
  /** Lets the screen breathe between pieces of long work. */
  breathe(): Promise<void>
  /** Runs when there is nothing more urgent. Returns the canceller. */
  whenIdle(run: () => void): () => void
}

export interface SocketEvents {
  opened(): void
  /** Never a packed one: the edge unfolds it. */
  received(frame: Uint8Array): void
  /** Once, also when it never opened. `code` 1006: nobody said goodbye. `reason`: the server's word, '' = none. */
  closed(code: number, reason: string): void
}

export interface Socket {
  send(frame: Uint8Array): void
  close(): void
}

/** Opens the sync socket of the server that served the page. */
export type OpenSocket = (events: SocketEvents) => Socket

export interface Locks {
  /** Calls `held` when the lock is ours, and keeps it until the returned release is called or the tab dies. */
  acquire(name: string, held: () => void): () => void
}

/** Tells the other tabs of this origin, never the own one. Messages are structured clones. */
export interface Channel {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): () => void
  close(): void
}

export interface StorageProbe {
  persisted(): Promise<boolean | undefined>
  /** Asks the browser never to evict; some ask the person. */
  persist(): Promise<boolean | undefined>
  usage(): Promise<{ readonly usedBytes?: number; readonly quotaBytes?: number }>
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Of this origin: `/api/…`. */
  readonly path: string
  readonly body?: Uint8Array | string
  readonly contentType?: string
}

export interface HttpResponse {
  readonly status: number
  readonly contentType: string
  text(): Promise<string>
  bytes(): Promise<Uint8Array>
}

/** undefined: no answer at all. Sends the session cookie along. */
export type Http = (request: HttpRequest) => Promise<HttpResponse | undefined>

export interface Network {
  /** What the browser says; true proves nothing, false is certain. */
  isOnline(): boolean
  onChange(listener: () => void): () => void
  /** The page comes back to sight, is put away (`hide`: it may be ended without another word), or goes for good (`leave`, perhaps before `hide`). */
  onLife(listener: (moment: 'return' | 'hide' | 'leave') => void): () => void
}

/** Small notes of this device, written at once: for the moment in which a page goes. Never throws; a full one keeps nothing. */
export interface Keepsakes {
  put(key: string, note: string): void
  get(key: string): string | undefined
  remove(key: string): void
  keys(): readonly string[]
}

export interface Edges {
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  readonly openSocket: OpenSocket
  readonly locks: Locks
  readonly channel: Channel
  readonly probe: StorageProbe
  readonly http: Http
  readonly network: Network
  readonly keepsakes: Keepsakes
  /** Removes the notes of this device, and of this tab, that have this in their name: those of a workspace, for one. */
  readonly forgetNotes: (part: string) => void
}
