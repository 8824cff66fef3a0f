import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { conditionSentence, type Model, readModel, refusalOf, typeOfRef } from '#shared/access/engine/model.ts'
import type { ObjectRef, SubjectRef, Tuple } from '#shared/access/tuples.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { parseModel, readModelFile, readText } from './model-language.ts'

/** A store file of OpenFGA: a model, tuples, and what is expected to follow from them. */
export interface StoreFile {
  readonly name: string
  readonly model: Model
  readonly tuples: readonly Tuple[]
  readonly tests: readonly StoreTest[]
}

export interface StoreTest {
  readonly name: string
  /** Beside those of the file. */
  readonly tuples: readonly Tuple[]
  readonly checks: readonly CheckTest[]
  readonly objects: readonly ListObjectsTest[]
  readonly users: readonly ListUsersTest[]
}

export interface CheckTest {
  readonly subject: SubjectRef
  readonly object: ObjectRef
  readonly contextual: readonly Tuple[]
  readonly expected: Readonly<Record<string, boolean>>
}

export interface ListObjectsTest {
  readonly subject: SubjectRef
  readonly type: string
  readonly contextual: readonly Tuple[]
  readonly expected: Readonly<Record<string, readonly string[]>>
}

export interface ListUsersTest {
  readonly object: ObjectRef
  readonly filters: readonly { readonly type: string; readonly relation?: string | undefined }[]
  readonly contextual: readonly Tuple[]
  readonly expected: Readonly<Record<string, readonly string[]>>
}

const reference = z.string().regex(/^[^:#\s]+:\S+$/, 'a type, a colon and a name, such as user:anne')
const tupleShape = z.object({
  user: reference,
  relation: z.string().min(1),
  object: reference,
  condition: z.object({ name: z.string() }).nullish(),
})
const tuples = z.array(tupleShape).nullish()
const contextual = { context: z.unknown().optional(), contextual_tuples: tuples }
const names = z.array(z.string())

const checkShape = z
  .object({
    user: reference.optional(),
    users: z.array(reference).optional(),
    object: reference.optional(),
    objects: z.array(reference).optional(),
    assertions: z.record(z.string(), z.boolean()),
    ...contextual,
  })
  .refine(({ user, users }) => (user ?? users) !== undefined, { error: 'expected "user" or "users"', path: ['user'] })
  .refine(({ object, objects }) => (object ?? objects) !== undefined, {
    error: 'expected "object" or "objects"',
    path: ['object'],
  })
const testShape = z.object({
  name: z.string().optional(),
  tuples,
  tuple_file: z.string().optional(),
  tuple_files: names.optional(),
  check: z.array(checkShape).nullish(),
  list_objects: z
    .array(
      z.object({
        user: reference,
        type: z.string(),
        assertions: z.record(z.string(), names.nullable()),
        ...contextual,
      }),
    )
    .nullish(),
  list_users: z
    .array(
      z.object({
        object: reference,
        user_filter: z.array(z.object({ type: z.string(), relation: z.string().optional() })),
        assertions: z.record(z.string(), z.object({ users: names.nullish() })),
        ...contextual,
      }),
    )
    .nullish(),
})
const fileShape = z.object({
  name: z.string().optional(),
  model: z.string().optional(),
  model_file: z.string().optional(),
  tuples,
  tuple_file: z.string().optional(),
  tuple_files: names.optional(),
  tests: z.array(testShape).default([]),
})

type Refusal = 'unreadable' | 'malformed' | 'condition'

/** Refused with a sentence, for whatever does not fit the model too. */
export function readStoreFile(file: string): Outcome<Refusal, StoreFile> {
  try {
    const folder = dirname(resolve(file))
    const shape = fileShape.parse(parseYaml(file))
    const model = orThrow(modelOf(shape, folder))
    const read = { model, folder }
    const tuples = tuplesOf(shape, read)
    if (shape.tests.length === 0) throw new StoreRefused('malformed', 'There are no "tests".')
    return done({
      name: shape.name ?? file,
      model,
      tuples,
      tests: shape.tests.map((test, index) => testOf(test, { ...read, index })),
    })
  } catch (error) {
    if (error instanceof StoreRefused) return refused(error.reason, error.message)
    if (error instanceof z.ZodError) return refused('malformed', z.prettifyError(error))
    throw error
  }
}

class StoreRefused extends Error {
  readonly reason: Refusal

  constructor(reason: Refusal, sentence: string) {
    super(sentence)
    this.reason = reason
  }
}

interface Reading {
  readonly model: Model
  readonly folder: string
}

function modelOf(shape: z.infer<typeof fileShape>, folder: string): Outcome<Refusal, Model> {
  if (shape.model === undefined && shape.model_file === undefined)
    return refused('malformed', 'There is neither a "model" nor a "model_file".')
  const json =
    shape.model === undefined ? readModelFile(resolve(folder, shape.model_file ?? '')) : parseModel(shape.model)
  return json.ok ? readModel(json.value) : json
}

type TupleSource = Pick<z.infer<typeof fileShape>, 'tuples' | 'tuple_file' | 'tuple_files'>

function tuplesOf({ tuples: inline, tuple_file, tuple_files = [] }: TupleSource, read: Reading): readonly Tuple[] {
  const files = tuple_file === undefined ? tuple_files : [tuple_file, ...tuple_files]
  return [...(inline ?? []), ...files.flatMap((file) => tupleFile(resolve(read.folder, file)))].map((each) =>
    tupleOf(each, read.model),
  )
}

function tupleFile(file: string): z.infer<typeof tupleShape>[] {
  if (!/\.(ya?ml|json)$/.test(file)) throw new StoreRefused('unreadable', `${file} is neither YAML nor JSON.`)
  return z.array(tupleShape).parse(parseYaml(file))
}

function tupleOf({ user, relation, object, condition }: z.infer<typeof tupleShape>, model: Model): Tuple {
  if (condition) throw new StoreRefused('condition', conditionSentence(condition.name))
  const tuple: Tuple = { object: object as ObjectRef, relation, subject: user as SubjectRef }
  const sentence = refusalOf(model, tuple)
  if (sentence !== undefined) throw new StoreRefused('malformed', `${user} ${relation} ${object}: ${sentence}`)
  return tuple
}

function testOf(test: z.infer<typeof testShape>, read: Reading & { index: number }): StoreTest {
  const { check, list_objects, list_users } = test
  const name = test.name ?? `test ${read.index + 1}`
  const wrong = wrongExpectation(testedRelations(test), read.model)
  if (wrong !== undefined) throw new StoreRefused('malformed', `${name}: ${wrong}`)
  const contextualOf = (each: { contextual_tuples?: z.infer<typeof tuples> }) =>
    tuplesOf({ tuples: each.contextual_tuples }, read)
  return {
    name,
    tuples: tuplesOf(test, read),
    checks: (check ?? []).flatMap((each) => {
      const all = { users: each.users ?? [each.user ?? ''], objects: each.objects ?? [each.object ?? ''] }
      return all.users.flatMap((user) =>
        all.objects.map(
          (object): CheckTest => ({
            subject: user as SubjectRef,
            object: object as ObjectRef,
            contextual: contextualOf(each),
            expected: each.assertions,
          }),
        ),
      )
    }),
    objects: (list_objects ?? []).map((each) => ({
      subject: each.user as SubjectRef,
      type: each.type,
      contextual: contextualOf(each),
      expected: Object.fromEntries(Object.entries(each.assertions).map(([name, found]) => [name, found ?? []])),
    })),
    users: (list_users ?? []).map((each) => ({
      object: each.object as ObjectRef,
      filters: each.user_filter,
      contextual: contextualOf(each),
      expected: Object.fromEntries(Object.entries(each.assertions).map(([name, { users }]) => [name, users ?? []])),
    })),
  }
}

interface TestedRelation {
  readonly type: string
  readonly relation: string
}

function testedRelations({ check, list_objects, list_users }: z.infer<typeof testShape>): readonly TestedRelation[] {
  const of = (type: string, assertions: object) => Object.keys(assertions).map((relation) => ({ type, relation }))
  return [
    ...(check ?? []).flatMap(({ object, objects, assertions }) =>
      (objects ?? [object ?? '']).flatMap((each) => of(typeOfRef(each as ObjectRef), assertions)),
    ),
    ...(list_objects ?? []).flatMap(({ type, assertions }) => of(type, assertions)),
    ...(list_users ?? []).flatMap(({ object, assertions }) => of(typeOfRef(object as ObjectRef), assertions)),
  ]
}

/** A name that stands for nothing would hold whenever "no" is expected, and so would a test without expectations. */
function wrongExpectation(tested: readonly TestedRelation[], { types }: Model): string | undefined {
  if (tested.length === 0) return 'It expects nothing: a "check", "list_objects" or "list_users" needs assertions.'
  const wrong = tested.find(({ type, relation }) => !types.get(type)?.has(relation))
  if (!wrong) return undefined
  const { type, relation } = wrong
  return types.has(type) ? `A ${type} has no relation "${relation}".` : `There is no type "${type}" in the model.`
}

/** A key that stands twice counts as it stands last, as OpenFGA reads it. */
function parseYaml(file: string): unknown {
  const text = orThrow(readText(file))
  try {
    return parse(text, { uniqueKeys: false })
  } catch (error) {
    throw new StoreRefused('malformed', `${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function orThrow<Value>(outcome: Outcome<Refusal, Value>): Value {
  if (!outcome.ok) throw new StoreRefused(outcome.reason, outcome.detail ?? outcome.reason)
  return outcome.value
}
