import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId } from '../kit/ids.ts'
import { decodeSnapshotRow, encodeSnapshotRow, type SnapshotRow } from './snapshot-row.ts'

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean())
const principal = fc.string().map((name) => `user:${name}` as PrincipalId)
const row: fc.Arbitrary<SnapshotRow> = fc.record(
  {
    version: fc.nat(),
    value: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      scalar,
    ),
    conflicts: fc.array(
      fc.record({
        field: fc.string(),
        losing: fc.array(fc.record({ value: scalar, by: principal })),
        winningBy: principal,
      }),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['value'] },
)

describe('the row of a snapshot', () => {
  it('[SY28] comes back as it was', () => {
    fc.assert(
      fc.property(row, (each) => {
        expect(decodeSnapshotRow(encodeSnapshotRow(each))).toEqual(each)
      }),
    )
  })

  it('[SY2] is undefined for bytes that are none', () => {
    const json = fc.json().map((text) => new TextEncoder().encode(text))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), json), (bytes) => {
        const found = decodeSnapshotRow(bytes)
        if (found) expect(decodeSnapshotRow(encodeSnapshotRow(found))).toBeDefined()
      }),
    )
    expect(decodeSnapshotRow(new Uint8Array())).toBeUndefined()
    for (const wrong of ['{"value":[]}', '{"value":{},"version":"1"}', '{"value":{},"conflicts":[{"field":1}]}', '7'])
      expect(decodeSnapshotRow(new TextEncoder().encode(wrong))).toBeUndefined()
  })
})
