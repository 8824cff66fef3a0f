import { z } from 'zod'
import type { FieldValue } from '../../crdt/fields.ts'
import { isReplicaId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { hunkInput } from '../documents/index.ts'
import { type AnyReplicaType, command } from '../room.ts'

const scalar = z.union([z.string().max(200_000), z.number(), z.boolean()])
const value: z.ZodType<FieldValue> = z.union([
  scalar,
  z.array(z.string().max(500)).max(5_000),
  z.record(z.string(), z.record(z.string(), scalar)),
])

/** What was done to a thing, the latest first, each step from what it says now to what it said before. */
const takenBack = z.object({
  id: z.custom<ReplicaId>(isReplicaId, 'not an id').meta({ type: 'string' }),
  /** It was made by it: it goes to the trash. */
  isNew: z.boolean().default(false),
  steps: z
    .array(
      z.object({
        fields: z.array(z.object({ field: z.string().max(60), from: value.optional(), to: value.optional() })).max(100),
        hunks: z.array(hunkInput).max(500),
      }),
    )
    .max(500)
    .readonly(),
})
export type TakenBack = z.output<typeof takenBack>

export const takeBackInput = z.object({ things: z.array(takenBack).min(1).max(100).readonly() })
export type TakeBackInput = z.output<typeof takeBackInput>

/** Something stays as it is, since somebody has changed it since. */
export interface Kept {
  readonly id: ReplicaId
  /** Names of its fields; `content` is its text. */
  readonly fields: readonly string[]
}

/**
 * Takes back what was done to things, as one change: only what still is as it was left, so that nobody loses what they have written since. Answers
 * what was taken back and what stays. Refused when all of it stays.
 */
export function takeBackCommand(typeNamed: (name: string) => AnyReplicaType | undefined) {
  return command({
    name: 'versions.takeBack',
    says: 'Take back what was done to things, where nobody has changed it since.',
    effect: 'destructive',
    input: takeBackInput,
    async run(work, { things }) {
      const { takeBackThing } = await import('./take-back-thing.ts')
      const changed: ReplicaId[] = []
      const kept: Kept[] = []
      for (const thing of things) {
        const type = typeNamed(typeOf(thing.id))
        const replica = type && (await work.open(type, thing.id))
        if (!type || !replica) continue
        const left = takeBackThing(work, { type, replica }, thing)
        if (left.hasChanged) changed.push(thing.id)
        if (left.fields.length > 0) kept.push({ id: thing.id, fields: left.fields })
      }
      // Nothing has been written then.
      if (changed.length === 0) return refused(kept.length > 0 ? 'changed-meanwhile' : 'nothing-to-take-back')
      return done({ changed, kept })
    },
  })
}
