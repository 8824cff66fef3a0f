import type { Role } from '../access/roles.ts'
import type { ReplicaKind } from '../crdt/replica.ts'
import { isReplicaId, isWorkspaceId, type DeviceId, type PrincipalId } from '../kit/ids.ts'
import { defaultLimits, refusals, type RefusalCode } from './codes.ts'
import type { ClientMessage, Limits, LogChange, OutgoingChange, PushResult, ServerMessage } from './messages.ts'
import { byte, bytes, list, MalformedFrame, oneOf, repeated, struct, tagged, text, uint, type Wire } from './wire.ts'

/** Bounds that are part of the protocol and not announced in `welcome`. */
export const bounds = {
  maxPresenceBytes: 64 * 1024,
  maxPageChanges: 5_000,
  maxIdBytes: 64,
  maxPrincipalBytes: 80,
} as const

const workspace = text({ name: 'workspace id', maxBytes: bounds.maxIdBytes, isValid: isWorkspaceId })
const replica = text({ name: 'replica id', maxBytes: bounds.maxIdBytes, isValid: isReplicaId })
const device = text({ name: 'device id', maxBytes: bounds.maxIdBytes, isValid: isDeviceId })
const principal = text({ name: 'principal', maxBytes: bounds.maxPrincipalBytes, isValid: isPrincipal })
const replicaKind = oneOf<ReplicaKind>({ yjs: 1, automerge: 2 })
const change = bytes(defaultLimits.maxChangeBytes)
const presence = bytes(bounds.maxPresenceBytes)
const role = oneOf<Role | 'none'>({ none: 0, owner: 1, editor: 2, viewer: 3 })
const code = oneOf(numbersOf(refusals))
const limits = struct<Limits>({ maxFrameBytes: uint, maxChangeBytes: uint, maxPushChanges: uint })

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
  hello: { tag: 1, fields: { version: uint, device } },
  subscribe: { tag: 2, fields: { workspace, cursor: uint } },
  unsubscribe: { tag: 3, fields: { workspace } },
  pull: { tag: 4, fields: { workspace, cursor: uint } },
  push: { tag: 5, fields: { workspace, push: uint, changes: list(outgoingChange, defaultLimits.maxPushChanges) } },
  watch: { tag: 6, fields: { workspace, replica } },
  unwatch: { tag: 7, fields: { workspace, replica } },
  presence: { tag: 8, fields: { workspace, replica, bytes: presence } },
  ping: { tag: 9, fields: {} },
})

export const serverMessage = tagged<ServerMessage>({
  welcome: { tag: 1, fields: { version: uint, principal, timeMs: uint, limits } },
  changes: {
    tag: 2,
    fields: { workspace, from: uint, to: uint, head: uint, changes: list(logChange, bounds.maxPageChanges) },
  },
  settled: { tag: 3, fields: { workspace, push: uint, results: list(pushResult, defaultLimits.maxPushChanges) } },
  presence: { tag: 4, fields: { workspace, replica, session: uint, principal, bytes: presence } },
  access: { tag: 5, fields: { workspace, role } },
  refused: { tag: 6, fields: { workspace, code } },
  pong: { tag: 7, fields: {} },
})

function numbersOf(all: typeof refusals): Record<RefusalCode, number> {
  return Object.fromEntries(Object.entries(all).map(([name, { number }]) => [name, number])) as Record<
    RefusalCode,
    number
  >
}

/** Devices are minted by devices: only the form is the server's business. */
function isDeviceId(value: string): value is DeviceId {
  return /^[a-z][a-z-]{0,23}_[0-9a-z]{20,32}$/.test(value)
}

function isPrincipal(value: string): value is PrincipalId {
  return /^[a-z]{1,16}(:[0-9a-zA-Z_-]{1,62})?$/.test(value)
}
