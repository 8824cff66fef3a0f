import fc from 'fast-check'
import { roles } from '../../access/roles.ts'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '../../kit/ids.ts'
import { defaultLimits, refusals, type RefusalCode } from '../codes.ts'
import type { ClientMessage, ServerMessage } from '../messages.ts'

const idText = fc.string({ unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), minLength: 26, maxLength: 26 })
const workspace = idText.map((text) => `ws_${text}` as WorkspaceId)
const replica = fc
  .tuple(fc.constantFrom('task', 'document'), idText)
  .map(([type, text]) => `${type}_${text}` as ReplicaId)
const device = idText.map((text) => `device_${text}` as DeviceId)
const principal = idText.map((text) => `user:account_${text}` as PrincipalId)
const uint = fc.maxSafeNat()
const bytes = fc.uint8Array({ maxLength: 300 })
const kind = fc.constantFrom('yjs' as const, 'automerge' as const)
const code = fc.constantFrom(...(Object.keys(refusals) as RefusalCode[]))

const outgoingChange = fc.record({ replica, kind, bytes })
const logChange = fc.record({ seq: uint, replica, kind, author: principal, device, timeMs: uint, bytes })
const result = fc.oneof(fc.record({ seq: uint }), fc.record({ refused: code }))

const token = fc.constantFrom('', 'nexus.key', 'eyJhbGciOiJIUzI1NiJ9.e30.x-_')
const view = fc.constantFrom('', 'shared fedcba98-6543_210')
const snapshot = fc.record({
  replica,
  kind,
  changedAt: uint,
  changedBy: principal,
  row: bytes,
  chunks: fc.array(bytes, { maxLength: 4 }),
  actors: fc.array(fc.record({ actor: fc.uint8Array({ maxLength: 64 }), principal }), { maxLength: 3 }),
})

const is = <Kind extends string>(name: Kind) => fc.constant(name)

export const anyClientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({ kind: is('hello'), version: uint, device, token }),
  fc.record({ kind: is('renew'), token }),
  fc.record({ kind: is('bootstrap'), workspace, asOf: uint, after: token }),
  fc.record({ kind: is('difference'), workspace, since: view, asOf: uint, after: token }),
  fc.record({ kind: is('subscribe'), workspace, cursor: uint }),
  fc.record({ kind: is('unsubscribe'), workspace }),
  fc.record({ kind: is('pull'), workspace, cursor: uint }),
  fc.record({ kind: is('push'), workspace, push: uint, changes: fc.array(outgoingChange, { maxLength: 12 }) }),
  fc.record({ kind: is('watch'), workspace, replica }),
  fc.record({ kind: is('unwatch'), workspace, replica }),
  fc.record({ kind: is('presence'), workspace, replica, bytes }),
  fc.record({ kind: is('ping') }),
)

export const anyServerMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({
    kind: is('welcome'),
    version: uint,
    principal,
    timeMs: uint,
    expiresAtMs: uint,
    history: fc.constantFrom('', '0123456789abcdef'),
    limits: fc.constant(defaultLimits),
  }),
  fc.record({ kind: is('renewed'), expiresAtMs: uint }),
  fc.record({
    kind: is('snapshots'),
    workspace,
    asOf: uint,
    next: token,
    done: uint,
    total: uint,
    snapshots: fc.array(snapshot, { maxLength: 6 }),
  }),
  fc.record({
    kind: is('difference'),
    workspace,
    since: view,
    asOf: uint,
    next: token,
    snapshots: fc.array(snapshot, { maxLength: 6 }),
    lost: fc.array(fc.uint8Array({ maxLength: 16 }), { maxLength: 5 }),
  }),
  fc.record({
    kind: is('changes'),
    workspace,
    from: uint,
    to: uint,
    head: uint,
    // The same author and device again and again, as in a real page.
    changes: fc.array(
      fc.oneof(
        logChange,
        fc.tuple(logChange, logChange).map(([a, b]) => ({ ...a, author: b.author })),
      ),
      {
        maxLength: 12,
      },
    ),
  }),
  fc.record({ kind: is('settled'), workspace, push: uint, results: fc.array(result, { maxLength: 12 }) }),
  fc.record({ kind: is('presence'), workspace, replica, session: uint, principal, bytes }),
  fc.record({
    kind: is('access'),
    workspace,
    role: fc.constantFrom(...roles, 'guest' as const, 'none' as const),
    history: fc.constantFrom('', '0123456789abcdef'),
    view,
    exceptions: fc.array(replica, { maxLength: 5 }),
  }),
  fc.record({ kind: is('refused'), workspace, replica: fc.oneof(replica, is('')), code }),
  fc.record({ kind: is('pong') }),
)
