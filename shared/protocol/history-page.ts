import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { done, refused, type Outcome } from '../kit/outcome.ts'
import type { ReplicaId, WorkspaceId } from '../kit/ids.ts'
import { decodeServerMessage, encodeServerMessage } from './codec.ts'
import type { LogChange, ReplicaSnapshot } from './messages.ts'

/** Answer of GET /api/workspaces/{id}/replicas/{replica}/changes: the newest page of a replica's history, in order inside. */
export interface HistoryPage {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** Each with its author, device and time, the server's word. */
  readonly changes: readonly LogChange[]
  /** Older changes are asked for with this as `before`; 0 = there are none. */
  readonly olderBefore: number
  /**
   * On the oldest page, where changes have passed the history window: the whole state. With the single changes taken out of it, it is
   * what those that are gone have left behind.
   */
  readonly base: readonly ReplicaSnapshot[]
}

/** Frames of the sync protocol, each behind its length: so a page is read by the code that reads the socket, with its bounds. */
export function encodeHistoryPage({ workspace, changes, olderBefore, base }: HistoryPage): Uint8Array {
  const to = changes.at(-1)?.seq ?? olderBefore
  const encoder = createEncoder()
  const frames = [
    encodeServerMessage({ kind: 'changes', workspace, from: olderBefore, to, head: to, changes }),
    ...base.flatMap((snapshot) =>
      // One chunk a frame: a state may be larger than a frame.
      snapshot.chunks.map((chunk) =>
        encodeServerMessage({
          kind: 'snapshots',
          workspace,
          asOf: to,
          next: '',
          done: 1,
          total: 1,
          snapshots: [{ ...snapshot, chunks: [chunk] }],
        }),
      ),
    ),
  ]
  for (const frame of frames) writeVarUint8Array(encoder, frame)
  return toUint8Array(encoder)
}

/** What is of another workspace or replica is not taken for its history. */
export function decodeHistoryPage(
  bytes: Uint8Array,
  { workspace, replica }: Pick<HistoryPage, 'workspace' | 'replica'>,
): Outcome<'malformed', HistoryPage> {
  const changes: LogChange[] = []
  const base: ReplicaSnapshot[] = []
  let olderBefore = 0
  try {
    const decoder = createDecoder(bytes)
    while (hasContent(decoder)) {
      const message = decodeServerMessage(readVarUint8Array(decoder))
      if (!message.ok || !('workspace' in message.value) || message.value.workspace !== workspace) {
        return refused('malformed')
      }
      if (message.value.kind === 'changes') {
        olderBefore = message.value.from
        changes.push(...message.value.changes)
      } else if (message.value.kind === 'snapshots') base.push(...message.value.snapshots)
      else return refused('malformed')
    }
  } catch {
    return refused('malformed')
  }
  const isOurs = [...changes, ...base].every((each) => each.replica === replica)
  return isOurs ? done({ workspace, replica, changes, olderBefore, base }) : refused('malformed')
}
