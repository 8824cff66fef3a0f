import type { ReplicaKind } from '../crdt/replica.ts'
import { isReplicaId, isWorkspaceId, type DeviceId, type PrincipalId, type ReplicaId } from '../kit/ids.ts'
import { defaultLimits, refusals, type RefusalCode } from './codes.ts'
import type {
  ClientMessage,
  Limits,
  LogChange,
  OutgoingChange,
  PushResult,
  ReaderRole,
  ReplicaSnapshot,
  ServerMessage,
} from './messages.ts'
import { byte, bytes, list, MalformedFrame, oneOf, repeated, struct, tagged, text, uint, type Wire } from './wire.ts'

/** Bounds that are part of the protocol and not announced in `welcome`. */
export const bounds = {
  maxPageChanges: 5_000,
  maxPageSnapshots: 1_000,
  maxSnapshotChunks: 5_000,
  maxActors: 10_000,
  maxActorBytes: 64,
  maxRowBytes: 512 * 1024,
  maxTokenBytes: 4_096,
  maxPositionBytes: 120,
  maxExceptions: 50_000,
  maxLost: 20_000,
  lostNameBytes: 16,
  maxIdBytes: 64,
  maxPrincipalBytes: 80,
} as const

const workspace = text({ name: 'workspace id', maxBytes: bounds.maxIdBytes, isValid: isWorkspaceId })
const replica = text({ name: 'replica id', maxBytes: bounds.maxIdBytes, isValid: isReplicaId })
const replicaOrNone = text({ name: 'replica id or none', maxBytes: bounds.maxIdBytes, isValid: isReplicaOrNone })
const device = text({ name: 'device id', maxBytes: bounds.maxIdBytes, isValid: isDeviceId })
const principal = text({ name: 'principal', maxBytes: bounds.maxPrincipalBytes, isValid: isPrincipal })
const replicaKind = oneOf<ReplicaKind>({ yjs: 1, automerge: 2 })
const change = bytes(defaultLimits.maxChangeBytes)
const presence = bytes(defaultLimits.maxPresenceBytes)
const role = oneOf<ReaderRole | 'none'>({ none: 0, owner: 1, editor: 2, viewer: 3, guest: 4 })
const code = oneOf(numbersOf(refusals))
const token = text({ name: 'token', maxBytes: bounds.maxTokenBytes, isValid: isToken })
const history = text({ name: 'history', maxBytes: bounds.maxIdBytes, isValid: isToken })
const view = text({ name: 'view', maxBytes: bounds.maxIdBytes, isValid: isStamp })
const position = text({ name: 'position', maxBytes: bounds.maxPositionBytes, isValid: isToken })
const limits = struct<Limits>({
  maxFrameBytes: uint,
  maxChangeBytes: uint,
  maxPushChanges: uint,
  maxPresenceBytes: uint,
  maxWatches: uint,
  idleMs: uint,
  leaseMs: uint,
})

const outgoingChange = struct<OutgoingChange>({ replica: repeated(replica), kind: replicaKind, bytes: change })
const logChange = struct<LogChange>({
  seq: uint,
  replica: repeated(replica),
  kind: replicaKind,
  author: repeated(principal),
  device: repeated(device),
  timeMs: uint,
  bytes: change,
})

const snapshotActor = struct<ReplicaSnapshot['actors'][number]>({
  actor: bytes(bounds.maxActorBytes),
  principal: repeated(principal),
})
const snapshot = struct<ReplicaSnapshot>({
  replica,
  kind: replicaKind,
  changedAt: uint,
  changedBy: repeated(principal),
  row: bytes(bounds.maxRowBytes),
  chunks: list(change, bounds.maxSnapshotChunks),
  actors: list(snapshotActor, bounds.maxActors),
})

/** 1 and the seq, or 2 and the code. */
const pushResult: Wire<PushResult> = {
  shape: ['push result', { seq: 1, refused: 2 }, code.shape],
  write: (sink, result) => {
    uint.write(sink, 'seq' in result ? 1 : 2)
    if ('seq' in result) uint.write(sink, result.seq)
    else code.write(sink, result.refused)
  },
  read: (source) => {
    const which = byte(source.decoder)
    if (which === 1) return { seq: uint.read(source) }
    if (which === 2) return { refused: code.read(source) }
    throw new MalformedFrame('push result')
  },
}

export const clientMessage = tagged<ClientMessage>({
  hello: { tag: 1, fields: { version: uint, device, token } },
  subscribe: { tag: 2, fields: { workspace, cursor: uint } },
  unsubscribe: { tag: 3, fields: { workspace } },
  pull: { tag: 4, fields: { workspace, cursor: uint } },
  push: { tag: 5, fields: { workspace, push: uint, changes: list(outgoingChange, defaultLimits.maxPushChanges) } },
  watch: { tag: 6, fields: { workspace, replica } },
  unwatch: { tag: 7, fields: { workspace, replica } },
  presence: { tag: 8, fields: { workspace, replica, bytes: presence } },
  ping: { tag: 9, fields: {} },
  renew: { tag: 10, fields: { token } },
  bootstrap: { tag: 11, fields: { workspace, asOf: uint, after: position } },
  difference: { tag: 12, fields: { workspace, since: view, asOf: uint, after: position } },
})

export const serverMessage = tagged<ServerMessage>({
  welcome: { tag: 1, fields: { version: uint, principal, timeMs: uint, expiresAtMs: uint, history, limits } },
  changes: {
    tag: 2,
    fields: { workspace, from: uint, to: uint, head: uint, changes: list(logChange, bounds.maxPageChanges) },
  },
  settled: { tag: 3, fields: { workspace, push: uint, results: list(pushResult, defaultLimits.maxPushChanges) } },
  presence: { tag: 4, fields: { workspace, replica, session: uint, principal, bytes: presence } },
  access: { tag: 5, fields: { workspace, role, history, view, exceptions: list(replica, bounds.maxExceptions) } },
  refused: { tag: 6, fields: { workspace, replica: replicaOrNone, code } },
  pong: { tag: 7, fields: {} },
  renewed: { tag: 8, fields: { expiresAtMs: uint } },
  snapshots: {
    tag: 9,
    fields: {
      workspace,
      asOf: uint,
      next: position,
      done: uint,
      total: uint,
      snapshots: list(snapshot, bounds.maxPageSnapshots),
    },
  },
  difference: {
    tag: 10,
    fields: {
      workspace,
      since: view,
      asOf: uint,
      next: position,
      snapshots: list(snapshot, bounds.maxPageSnapshots),
      lost: list(bytes(bounds.lostNameBytes), bounds.maxLost),
    },
  },
})

function numbersOf(all: typeof refusals): Record<RefusalCode, number> {
  return Object.fromEntries(Object.entries(all).map(([name, { number }]) => [name, number])) as Record<
    RefusalCode,
    number
  >
}

function isReplicaOrNone(value: string): value is ReplicaId | '' {
  return value === '' || isReplicaId(value)
}

/** Devices are minted by devices: only the form is the server's business. */
function isDeviceId(value: string): value is DeviceId {
  return /^[a-z][a-z-]{0,23}_[0-9a-z]{20,32}$/.test(value)
}

/** Printable ASCII without blanks; '' = none. What it says is somebody else's business. */
function isToken(value: string): value is string {
  return /^[!-~]*$/.test(value)
}

/** Printable ASCII. */
function isStamp(value: string): value is string {
  return /^[ -~]*$/.test(value)
}

function isPrincipal(value: string): value is PrincipalId {
  return /^[a-z]{1,16}(:[0-9a-zA-Z_-]{1,62})?$/.test(value)
}
