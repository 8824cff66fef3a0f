type Schema = Readonly<Record<string, unknown>>

/**
 * A JSON Schema as far as grammars take it: what is of which type, and nothing of how long. Servers that hold a model to a schema by a grammar
 * refuse the request for lengths from some thousands on, for patterns, and for objects without fields, and llama.cpp takes what may be
 * anything for an object (https://github.com/ggml-org/llama.cpp/issues/25923, 25746, 26596). Inputs are checked by the whole of it all the
 * same.
 */
export function looseSchema(schema: unknown): Schema {
  if (!isRecord(schema)) return anything
  const { type, description, anyOf, enum: some = 'const' in schema ? [schema.const] : undefined } = schema
  const said = typeof description === 'string' ? { description } : {}
  if (Array.isArray(anyOf)) return { anyOf: anyOf.map(looseSchema), ...said }
  if (some) return { ...(type !== undefined && { type }), enum: some, ...said }
  if (type === 'object') return { ...looseObject(schema), ...said }
  if (type === 'array') return { type, items: looseSchema(schema.items), ...said }
  // Also where a name stands for another part of the schema: it may stand for itself.
  return type === undefined ? { ...anything, ...said } : { type, ...said }
}

const anything: Schema = { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }

function looseObject({ properties, required, additionalProperties: more }: Schema): Schema {
  const names = isRecord(properties) ? Object.entries(properties) : []
  const others = isRecord(more) ? { additionalProperties: looseSchema(more) } : {}
  if (names.length === 0) return { type: 'object', ...others }
  const fields = Object.fromEntries(names.map(([name, field]) => [name, looseSchema(field)]))
  const isClosed = more === false && { additionalProperties: false }
  return { type: 'object', properties: fields, ...(Array.isArray(required) && { required }), ...others, ...isClosed }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
