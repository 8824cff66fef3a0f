import { z } from 'zod'
import { answers, operations } from '#server/http/openapi-operations.ts'
import type { TestAnswer } from './test-server.ts'

/** How an answer differs from what the description says of its route, `GET /api/orgs/:org`; undefined: it does not. */
export function differenceFromDescription(route: string, { status, body }: TestAnswer): string | undefined {
  const { answer, status: said } = operations[route] ?? {}
  const expected = said ?? (answer === undefined ? 204 : 200)
  // What was there already is not made: 200 in place of 201.
  if (status !== expected && !(expected === 201 && status === 200)) return `${route}: ${status}, described ${expected}`
  if (answer === undefined) return undefined
  const [, name = '', list] = /^(\w+)(\[\]|, a page|, a list)?$/.exec(typeof answer === 'string' ? answer : '') ?? []
  const schema = typeof answer === 'string' ? answers[name] : answer
  if (!schema) return `${route}: nothing says what ${name} is`
  const items = list === undefined ? [body] : list === '[]' ? body : body.items
  for (const item of items as unknown[]) {
    const parsed = strictly(schema).safeParse(item)
    if (!parsed.success) return `${route}: ${z.prettifyError(parsed.error)} in ${JSON.stringify(item)}`
  }
  return undefined
}

/** A field that nobody has described is a difference, too. */
function strictly(schema: z.ZodType): z.ZodType {
  const isPlain = schema instanceof z.ZodObject && schema.def.catchall === undefined
  return isPlain ? z.strictObject(schema.shape) : schema
}
