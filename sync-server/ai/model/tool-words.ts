import type { ToolSpec } from '../contract.ts'

type Schema = Readonly<Record<string, unknown>>

/** Deeper than this nothing is told of what goes in: what is refused of it is said when it is tried. */
const maxDepth = 5
/** Of a form that begins with something to be written as it stands; of others the check says what is wrong. */
const tellingPattern = /^\^\w+[=:].{0,50}$/

/**
 * A tool in a line, its input as a type of TypeScript: `tasks_rename {id: "task_…", title: string}: Change the title of a task.` For all
 * tools that is two fifths of what their JSON Schemas take, and holds what a model needs: names, what may be left out, words to choose from,
 * forms of ids and days. Lengths are left to the check, which says what is too long.
 */
export function wordsOfTool({ name, description, input }: ToolSpec): string {
  return `- ${name} ${typeOf(input, 0)}: ${description}`
}

function typeOf(schema: unknown, depth: number): string {
  if (!isRecord(schema)) return 'any'
  const { description } = schema
  const type = plainTypeOf(schema, depth)
  return typeof description === 'string' ? `${type} (${description})` : type
}

function plainTypeOf(schema: Schema, depth: number): string {
  const { type, anyOf, enum: some = 'const' in schema ? [schema.const] : undefined } = schema
  if (Array.isArray(some)) return some.map((each) => JSON.stringify(each)).join('|')
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map((each) => typeOf(each, depth)))].join(' | ')
  if (Array.isArray(type)) return type.join('|')
  if (type === 'array') return listOf(typeOf(schema.items, depth + 1))
  if (type === 'object') return objectOf(schema, depth)
  if (type === 'string') return stringOf(schema)
  return typeof type === 'string' ? type : 'any'
}

function listOf(item: string): string {
  return /[|( ]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function objectOf({ properties, required, additionalProperties: more }: Schema, depth: number): string {
  const fields = isRecord(properties) ? Object.entries(properties) : []
  if (fields.length > 0 && depth >= maxDepth) return 'object'
  if (fields.length === 0) return isRecord(more) && depth < maxDepth ? `{[name]: ${typeOf(more, depth + 1)}}` : 'object'
  const needed = new Set(Array.isArray(required) ? required : [])
  const told = fields.map(([name, field]) => `${name}${needed.has(name) ? '' : '?'}: ${typeOf(field, depth + 1)}`)
  return `{${told.join(', ')}}`
}

function stringOf({ format, pattern }: Schema): string {
  if (format === 'date') return '"YYYY-MM-DD"'
  if (typeof format === 'string') return `string (${format})`
  if (typeof pattern !== 'string') return 'string'
  const [, kind] = /^\^(\w+_)\[0-9a-z\]/.exec(pattern) ?? []
  if (kind) return `"${kind}…"`
  return tellingPattern.test(pattern) ? `string (/${pattern}/)` : 'string'
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
