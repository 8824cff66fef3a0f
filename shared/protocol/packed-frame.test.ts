import { deflateSync } from 'fflate'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '../kit/testing/fuzz-runs.ts'
import { encodeServerMessage } from './codec.ts'
import { defaultLimits, protocolVersion } from './codes.ts'
import { packedHead } from './packed-frame.ts'
import { anyServerMessage } from './testing/arbitrary-messages.ts'
import { decodeServerFrame } from './unfold-frame.ts'

function pack(frame: Uint8Array, deflated = deflateSync(frame, { level: 1 })): Uint8Array {
  return Uint8Array.from([...packedHead(frame), ...deflated])
}

it('[SY6] a packed frame is the frame that it holds', () => {
  fc.assert(
    fc.property(anyServerMessage, (message) => {
      const frame = encodeServerMessage(message)
      expect(decodeServerFrame(pack(frame))).toEqual(decodeServerFrame(frame))
    }),
  )
})

it('[SY6][SY2] damaged, shortened or random, it is malformed or a message, never a throw', () => {
  const frame = encodeServerMessage({ kind: 'pong' })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(400), (bytes, length) => {
      const outcomes = [
        decodeServerFrame(pack(frame, bytes)),
        decodeServerFrame(Uint8Array.of(protocolVersion, 255, ...bytes)),
        decodeServerFrame(pack(frame).subarray(0, length)),
      ]
      for (const outcome of outcomes) expect(outcome.ok || outcome.reason).toBeTruthy()
    }),
    { numRuns: fuzzRuns(300) },
  )
})

it('[SY6] what unfolds to more than it says, to too much, or to another packed frame, is malformed', () => {
  const pong = encodeServerMessage({ kind: 'pong' })
  const bomb = deflateSync(new Uint8Array(8 * 1024 * 1024), { level: 1 })
  const tooLarge = new Uint8Array(defaultLimits.maxFrameBytes + 1)
  tooLarge[0] = protocolVersion
  for (const frame of [pack(pong, bomb), pack(tooLarge), pack(pack(pong)), pack(pong, new Uint8Array())]) {
    expect(decodeServerFrame(frame)).toMatchObject({ ok: false, reason: 'malformed' })
  }
  const newer = pack(pong)
  newer[0] = protocolVersion + 1
  expect(decodeServerFrame(newer)).toMatchObject({ ok: false, reason: 'version-too-new' })
})
