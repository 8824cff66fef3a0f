import { z } from 'zod'
import type { ContentNode } from '../../crdt/content.ts'
import type { FieldValues } from '../../crdt/fields.ts'
import { isBlobHash, isReplicaId, type ReplicaId, type BlobHash, typeOf } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { type AnyReplicaType, command } from '../room.ts'
import type { Json } from '../whiteboards/index.ts'
import { versionType } from './model.ts'
import { writeState } from './state.ts'

const versionId = z
  .custom<ReplicaId>((value) => isReplicaId(value) && typeOf(value) === versionType.name, 'not the id of a version')
  .meta({ type: 'string' })
const thingId = z.custom<ReplicaId>(isReplicaId, 'not an id').meta({ type: 'string' })
const versionName = z
  .string()
  .max(200)
  .transform((name) => name.replace(/\s+/g, ' ').trim())
  .refine((name) => name !== '', 'must not be empty')

const scalar = z.union([z.string().max(200_000), z.number(), z.boolean()])
const fieldValues = z.record(
  z.string().max(60),
  z.union([scalar, z.array(z.string().max(500)).max(5_000), z.record(z.string(), z.record(z.string(), scalar))]),
)
const attrs = z.record(z.string().max(60), scalar.nullable())
const contentNode: z.ZodType<ContentNode> = z.lazy(() =>
  z.object({
    type: z.string().min(1).max(60),
    attrs: attrs.optional(),
    content: z.array(contentNode).optional(),
    text: z.string().optional(),
    marks: z.array(z.object({ type: z.string().min(1).max(60), attrs: attrs.optional() })).optional(),
  }),
) as z.ZodType<ContentNode>

const content: z.ZodType<readonly ContentNode[]> = z.array(contentNode).max(50_000)
const drawing: z.ZodType<Readonly<Record<string, Json>>> = z.record(z.string().max(300), z.json())

/** The state of a thing is kept as the file `blob` before: without it the name would be a name of nothing. Answers the id. */
export const nameVersion = command({
  name: 'versions.name',
  says: 'Keep the present state of a thing as a version with a name.',
  effect: 'write',
  input: z.object({
    of: thingId,
    name: versionName,
    blob: z.custom<BlobHash>(isBlobHash, 'not the hash of a file').meta({ type: 'string' }),
    at: z.number().int().nonnegative(),
  }),
  async run(work, { of, name, blob, at }) {
    const version = await work.create(versionType, {
      of,
      name,
      blob,
      at,
      createdAt: work.clock.now(),
      createdBy: work.principal,
    })
    return done({ id: version.id })
  },
})

export const renameVersion = command({
  name: 'versions.rename',
  says: 'Give a kept version another name.',
  effect: 'write',
  input: z.object({ id: versionId, name: versionName }),
  async run(work, { id, name }) {
    const version = await work.open(versionType, id)
    if (!version) return refused('version-missing')
    return done(version.patch({ name }))
  },
})

/** The name goes; undo brings it back. Repeating it keeps the first time. */
export const removeVersion = command({
  name: 'versions.remove',
  says: 'Remove the name of a kept version.',
  effect: 'destructive',
  input: z.object({ id: versionId }),
  async run(work, { id }) {
    const version = await work.open(versionType, id)
    if (!version) return refused('version-missing')
    if (version.fields().trashedAt === undefined) version.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

/** Writes an earlier state over the present one, as a change like any other: nothing of the history goes. */
export function restoreCommand(typeNamed: (name: string) => AnyReplicaType | undefined) {
  return command({
    name: 'versions.restore',
    says: 'Bring a thing back to an earlier state; what it was in between stays in its history.',
    effect: 'destructive',
    input: z.object({
      id: thingId,
      state: z.object({
        fields: fieldValues as z.ZodType<FieldValues>,
        content: content.optional(),
        drawing: drawing.optional(),
      }),
    }),
    async run(work, { id, state: { fields, content, drawing } }) {
      const type = typeNamed(typeOf(id))
      const thing = type && (await work.open(type, id))
      if (!type || !thing) return refused('thing-missing')
      writeState(thing, type, { fields, ...(content && { content }), ...(drawing && { drawing }) })
      return done()
    },
  })
}
