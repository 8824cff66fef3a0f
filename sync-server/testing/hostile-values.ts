import fc from 'fast-check'

/** JSON Schema as z.toJSONSchema writes it, as far as values are made of it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

export type Schemas = Readonly<Record<string, Schema>>

/** What has broken servers: of other languages, other notations, no characters at all, other sizes. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../../../etc/passwd',
  '%2e%2e%2f',
  '/',
  '//evil.example',
  '\\\\evil\\share',
  '\u0000',
  'a\u0000b',
  '\uFEFF',
  '\u202Eoga',
  '\u200B',
  'e\u0301'.repeat(200),
  '\uD800',
  '\uDFFF\uD83D',
  '👩‍👩‍👧‍👦'.repeat(50),
  "' OR '1'='1",
  "'; DROP TABLE workspaces; --",
  '" MATCH "',
  '"*" NEAR(a b) AND NOT ^',
  '%',
  '_',
  '*',
  '?',
  '[',
  '(((((((((((((((((((((((((((((',
  '(a+)+$',
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-1',
  '0',
  '-0',
  '1e309',
  '9007199254740993',
  '-9223372036854775809',
  '0x7fffffff',
  '٣',
  '2026-02-31',
  '-271821-04-20T00:00:00.000Z',
  '999999999-12-31',
  'T',
  'FREQ=SECONDLY',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=3',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;INTERVAL=99999999999999999999',
  'FREQ=DAILY;COUNT=-1',
  'FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO',
  'Etc/../UTC',
  'eve@evil.example',
  'a@b@c',
  `${'a'.repeat(64)}@${'b'.repeat(250)}.example`,
  'user:',
  'user:*',
  'team:x#member#member',
  'agent:builtin',
  'service:operator',
  'operator',
  'task_00000000000000000000000000',
  'ws_00000000000000000000000000',
  'org_ZZZZZZZZZZZZZZZZZZZZZZZZZZ',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'x'.repeat(199),
  'x'.repeat(5_000),
  '字'.repeat(3_000),
]

const hostileNumbers = [
  0,
  -0,
  -1,
  1,
  0.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  5e-324,
  8.64e15,
  8.64e15 + 1,
]

const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...hostileTexts) },
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const hostileNumber = fc.constantFrom(...hostileNumbers)

/** A value of any type at all, with keys that objects have by themselves. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: hostileNumber },
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { $gt: '' }, { length: -1 }, { toString: 'x', then: 'y' }),
  fc.array(hostileText, { maxLength: 5 }),
  fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
  fc.constant(Array.from({ length: 2_000 }, () => 'a')),
)

interface Known {
  readonly schemas: Schemas
  /** Ids that stand for something, one's own and others'. */
  readonly ids: readonly string[]
}

/** What the schema describes, nearly: any part may be something else instead, be missing, or be there in addition. */
export function nearly(schema: Schema, known: Known, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return hostileValue
  return fc.oneof({ weight: 7, arbitrary: described(schema, known, depth + 1) }, { weight: 1, arbitrary: hostileValue })
}

function described(schema: Schema, known: Known, depth: number): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf } = schema
  if ($ref) return nearly(known.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, known, depth)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = anyOf ?? oneOf ?? allOf
  if (options) return fc.oneof(...options.map((each) => nearly(each, known, depth)))
  const [type] = [schema.type ?? 'string'].flat()
  switch (type) {
    case 'object':
      return objectOf(schema, known, depth)
    case 'array':
      return fc.array(nearly(schema.items ?? {}, known, depth), { maxLength: 4 })
    case 'number':
    case 'integer':
      return fc.oneof(fc.integer(), hostileNumber)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.oneof(fc.constantFrom(...known.ids), fc.string({ maxLength: 12 }), hostileText)
  }
}

function objectOf({ properties = {}, additionalProperties }: Schema, known: Known, depth: number) {
  const own = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, nearly(each, known, depth)]))
  const named = fc.record(own, { requiredKeys: [] })
  const full = fc.record(own)
  const more =
    typeof additionalProperties === 'object'
      ? fc.dictionary(fc.string({ maxLength: 8 }), nearly(additionalProperties, known, depth), { maxKeys: 3 })
      : fc.constant({})
  return fc
    .tuple(fc.oneof({ weight: 3, arbitrary: full }, named), more)
    .map(([said, others]) => ({ ...others, ...said }))
}

/** A body as bytes on their way: mostly the JSON of the value, else what only looks like it. */
export function hostileBody(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const json = value.map((each) => JSON.stringify(each) ?? '')
  const deep = fc.constantFrom(100, 5_000, 200_000)
  return fc.oneof(
    { weight: 12, arbitrary: json },
    json.map((text) => text.slice(0, -1)),
    json.map((text) => text.replace('{', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}},')),
    // The same key again, last: parsers differ in which one counts.
    json.map((text) => text.replace(/^\{("[^"]*"):(.*)\}$/su, '{$1:$2,$1:null}')),
    json.map((text) => `\uFEFF${text}`),
    json.map((text) => `[${text}]`),
    deep.map((depth) => '['.repeat(depth)),
    deep.map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
    fc.constantFrom('', 'null', '0', '""', '[]', '{}', '"\\ud800"', '1e999', '{"a":1e999}', `"${'x'.repeat(900_000)}"`),
  )
}
