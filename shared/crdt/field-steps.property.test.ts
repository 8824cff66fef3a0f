import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FieldShape, FieldValues } from './fields.ts'
import { patchOf, reversed, stepsBetween } from './field-steps.ts'

const shape: FieldShape = { title: 'value', notes: 'text', labels: 'set', checklist: 'items' }
const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }).map((all) => all.sort())
const items = fc.dictionary(
  fc.constantFrom('i', 'j', 'k'),
  fc.record({ text: fc.constantFrom('x', 'y'), done: fc.boolean() }),
  { maxKeys: 3 },
)
const fields = fc.record(
  {
    title: fc.constantFrom('one', 'two', 'three'),
    notes: fc.string({ maxLength: 8 }),
    labels: members,
    checklist: items,
  },
  { requiredKeys: ['notes', 'labels', 'checklist'] },
) as unknown as fc.Arbitrary<FieldValues>

/** What the CRDT makes of a patch. */
function patched(values: FieldValues, patch: ReturnType<typeof patchOf>): FieldValues {
  const next: Record<string, unknown> = { ...values, ...patch }
  for (const [field, value] of Object.entries(next)) if (value === null) delete next[field]
  if (Array.isArray(next.labels)) next.labels = [...(next.labels as string[])].sort()
  return next as FieldValues
}

it('taking back what was done leads to where it began, and doing it again to where it ended', () => {
  fc.assert(
    fc.property(fields, fields, (before, after) => {
      const steps = stepsBetween(before, after)
      const back = patched(after, patchOf(shape, after, reversed(steps)))
      expect(back).toEqual(before)
      expect(patched(back, patchOf(shape, back, steps))).toEqual(after)
    }),
  )
})

it('a value that somebody has written since stays', () => {
  const steps = stepsBetween({ title: 'one', labels: ['a'] }, { title: 'two', labels: ['a', 'b'] })
  const now = { title: 'theirs', labels: ['a', 'b', 'c'] }
  expect(patchOf(shape, now, reversed(steps))).toEqual({ labels: ['a', 'c'] })
})

it('both edits of a text stay', () => {
  const steps = stepsBetween({ notes: 'Buy milk' }, { notes: 'Buy milk and bread' })
  expect(patchOf(shape, { notes: 'Please: Buy milk and bread' }, reversed(steps))).toEqual({
    notes: 'Please: Buy milk',
  })
})
