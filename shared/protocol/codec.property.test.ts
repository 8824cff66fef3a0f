import fc from 'fast-check'
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding'
import { digest } from 'lib0/hash/sha256'
import { expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '../kit/ids.ts'
import { defaultLimits, protocolVersion } from './codes.ts'
import {
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeServerMessage,
  wireShape,
} from './codec.ts'
import { anyClientMessage, anyServerMessage } from './testing/arbitrary-messages.ts'

const workspace = 'ws_00000000000000000000000000' as WorkspaceId
const replica = 'task_00000000000000000000000000' as ReplicaId

it('[SY1] every message comes back as it went', () => {
  fc.assert(
    fc.property(anyClientMessage, (message) => {
      expect(decodeClientMessage(encodeClientMessage(message))).toEqual({ ok: true, value: message })
    }),
  )
  fc.assert(
    fc.property(anyServerMessage, (message) => {
      expect(decodeServerMessage(encodeServerMessage(message))).toEqual({ ok: true, value: message })
    }),
  )
})

it('[SY2] no bytes make a decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, versioned) => {
      const frame = versioned ? Uint8Array.of(protocolVersion, ...bytes) : bytes
      expect(typeof decodeClientMessage(frame).ok).toBe('boolean')
      expect(typeof decodeServerMessage(frame).ok).toBe('boolean')
    }),
  )
})

it('[SY2] a damaged frame is refused or means another message, and never throws', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(anyClientMessage, damage, (message, spots) => {
      const frame = encodeClientMessage(message)
      for (const [at, value] of spots) frame[at % frame.length] = value
      const decoded = decodeClientMessage(frame)
      if (decoded.ok) expect(decodeClientMessage(encodeClientMessage(decoded.value))).toEqual(decoded)
    }),
  )
})

it('[SY2] every proper beginning of a frame is refused', () => {
  fc.assert(
    fc.property(anyServerMessage, fc.nat(), (message, cut) => {
      const frame = encodeServerMessage(message)
      expect(decodeServerMessage(frame.subarray(0, cut % frame.length)).ok).toBe(false)
    }),
  )
})

it('[SY2] bytes after the end are refused', () => {
  const frame = encodeClientMessage({ kind: 'ping' })
  expect(decodeClientMessage(Uint8Array.of(...frame, 0))).toMatchObject({ ok: false, reason: 'malformed' })
})

it('[SY3] a count or length beyond its bound is refused before anything is allocated', () => {
  const counts = [defaultLimits.maxPushChanges + 1, 2 ** 31, 2 ** 52]
  for (const count of counts) {
    const encoder = createEncoder()
    writeUint8(encoder, protocolVersion)
    writeUint8(encoder, 5)
    writeVarString(encoder, workspace)
    writeVarUint(encoder, 1)
    writeVarUint(encoder, count)
    expect(decodeClientMessage(toUint8Array(encoder))).toMatchObject({ ok: false, reason: 'malformed' })
  }
  const bytes = new Uint8Array(defaultLimits.maxChangeBytes)
  const push = (size: number) =>
    encodeClientMessage({
      kind: 'push',
      workspace,
      push: 1,
      changes: [{ replica, kind: 'yjs', bytes: bytes.subarray(0, size) }],
    })
  expect(decodeClientMessage(push(bytes.length)).ok).toBe(true)
  expect(decodeClientMessage(new Uint8Array(defaultLimits.maxFrameBytes + 1))).toMatchObject({
    ok: false,
    reason: 'too-large',
  })
})

it('[SY3] texts that are no ids are refused', () => {
  for (const wrong of [
    '',
    'ws_short',
    'task_00000000000000000000000000',
    'ws_0000000000000000000000000/',
    `ws_${'0'.repeat(80)}`,
  ]) {
    const frame = encodeClientMessage({ kind: 'unsubscribe', workspace: wrong as WorkspaceId })
    expect(decodeClientMessage(frame)).toMatchObject({ ok: false, reason: 'malformed' })
  }
})

it('[SY4] a frame of another version says which side is behind', () => {
  const frame = encodeClientMessage({ kind: 'ping' })
  expect(decodeClientMessage(Uint8Array.of(protocolVersion - 1, ...frame.subarray(1)))).toMatchObject({
    reason: 'version-too-old',
  })
  expect(decodeClientMessage(Uint8Array.of(protocolVersion + 1, ...frame.subarray(1)))).toMatchObject({
    reason: 'version-too-new',
  })
})

it('[SY1] what repeats in a page is said once', () => {
  const change = {
    seq: 1,
    replica,
    kind: 'yjs',
    author: 'user:a',
    device: `device_${'0'.repeat(26)}`,
    timeMs: 1,
    bytes: Uint8Array.of(1),
  } as const
  const page = (count: number) =>
    encodeServerMessage({
      kind: 'changes',
      workspace,
      from: 0,
      to: 1,
      head: 1,
      changes: Array.from({ length: count }, () => change as never),
    })
  expect(page(101).length - page(1).length).toBeLessThan(100 * 10)
})

/** When this fails, the wire has changed: raise `protocolVersion` in codes.ts, say in SPEC.md what changed, then write the new hash here. */
it('[SY4] a version number stands for one wire', () => {
  const hash = [...digest(new TextEncoder().encode(JSON.stringify(wireShape)))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  expect({ version: protocolVersion, hash: hash.join('').slice(0, 16) }).toEqual({
    version: 4,
    hash: '42428f7b9af5ceb2',
  })
})
