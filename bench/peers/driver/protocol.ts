import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { In, Out } from './bytes.ts'

/** A document that several clients have open. Peers know it by its replica id. */
export interface Room {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
}

/** What a person shows at the door of a server that asks who is there. */
export interface Person {
  readonly cookie: string
  readonly token: string
  readonly organisation: string
}

/** One client's place in a room. */
export interface Seat {
  readonly room: Room
  readonly person: Person
}

/** What a protocol keeps for one client. */
export interface Line {
  readonly seat: Seat
  /** What an awareness library would call it; nobody else in the room has it. */
  readonly presenceId: number
  /** For the protocol's own use: how far it has read, and answers that it does not wait for. */
  cursor: number
  unasked: number
  pushes: number
  send(out: Out): void
}

export interface Listener {
  /** The client has what the server had when it came. */
  synced(): void
  /** The frame stands at the first of `length` bytes of a Yjs update, and stands behind them afterwards. */
  update(frame: In, length: number): void
  /** The oldest edit that was not yet acknowledged is; a server that acknowledges does so in order. */
  acknowledged(): void
}

/** How a wire-level client of one server talks. */
export interface Protocol {
  upgrade(seat: Seat): { path: string; headers: Record<string, string> }
  opened(line: Line): void
  /** One frame; throws when the server refuses or says what is not understood. */
  take(line: Line, frame: In, listener: Listener): void
  /** Everything of an edit's frame that stands before the update's bytes; nothing may follow them. */
  writeEdit(out: Out, line: Line, updateLength: number): void
}
