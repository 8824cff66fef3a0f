import { describe, expect, it } from 'vitest'
import { outwardToolsOf, toolsOf } from '#shared/assistant/tools/tools-of.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { outwardActs } from '#shared/rooms/outward-acts.ts'
import type { ToolSpec } from '../contract.ts'
import { editTool } from '../tools/do-edit.ts'
import { readTools } from '../tools/read-tools.ts'
import { toolBook } from '../tools/tool-box.ts'
import { wordsOfForm } from './structured-answer.ts'
import { wordsOfTool } from './tool-words.ts'

const offered = new Set(toolBook().map(({ name }) => name))
const specs: readonly ToolSpec[] = [
  ...readTools,
  ...toolsOf(allRooms),
  ...outwardToolsOf(outwardActs),
  editTool,
].filter(({ name }) => offered.has(name))

/** The fields of the outermost object, as they are told: `name?: type`. */
function fieldsTold(line: string): ReadonlyMap<string, boolean> {
  const fields = new Map<string, boolean>()
  let depth = 0
  let word = ''
  for (const letter of line.slice(line.indexOf('{'))) {
    if (letter === '{' || letter === '(' || letter === '[') depth += 1
    if (letter === '}' || letter === ')' || letter === ']') depth -= 1
    if (depth === 0) break
    if (depth === 1 && letter === ':') fields.set(word.replace('?', ''), !word.endsWith('?'))
    word = /[\w?]/.test(letter) ? word + letter : ''
  }
  return fields
}

function told(input: ToolSpec['input']): string {
  return wordsOfTool({ name: 'x', description: 'Does it.', input })
}

describe('the tools in words', () => {
  it('are all named, with what they do', () => {
    expect(specs.map(({ name }) => name).toSorted()).toEqual([...offered].toSorted())
    const lines = wordsOfForm(specs).split('\n')
    for (const { name, description } of specs) {
      const own = lines.filter((line) => line.startsWith(`- ${name} `))
      expect(own, name).toHaveLength(1)
      expect(own[0]).toContain(description)
    }
  })

  it.each(specs.map((spec) => [spec.name, spec] as const))(
    '%s tells all fields, and which are needed',
    (_name, spec) => {
      const { properties = {}, required = [] } = spec.input as { properties?: object; required?: string[] }
      const needed = new Map(Object.keys(properties).map((name) => [name, required.includes(name)]))
      expect(fieldsTold(wordsOfTool(spec))).toEqual(needed)
    },
  )

  it('are short', () => {
    const asSchemas = specs.reduce((sum, { input }) => sum + JSON.stringify(input).length, 0)
    expect(wordsOfForm(specs).length).toBeLessThan(10_000)
    expect(wordsOfForm(specs).length).toBeLessThan(asSchemas / 2)
  })
})

describe('a type', () => {
  it.each([
    [{ enum: ['todo', 'done'] }, '"todo"|"done"'],
    [{ const: 'none' }, '"none"'],
    [{ type: ['string', 'null'] }, 'string|null'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a"|"b")[]'],
    [{ type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } } } }, '{a?: integer}[]'],
    [{ type: 'string', format: 'date', pattern: '^(?:long)$' }, '"YYYY-MM-DD"'],
    [{ type: 'string', pattern: '^task_[0-9a-z]{20,32}$' }, '"task_…"'],
    [{ type: 'string', pattern: '^[0-9A-Za-z]{1,200}$' }, 'string'],
    [{ type: 'string', pattern: '^FREQ=[A-Z]+$' }, 'string (/^FREQ=[A-Z]+$/)'],
    [{ type: 'string', description: 'Why.' }, 'string (Why.)'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{[name]: number}'],
    [{ $ref: '#/$defs/itself' }, 'any'],
    [{}, 'any'],
  ])('%j', (schema, type) => {
    expect(told({ type: 'object', properties: { a: schema }, required: ['a'] })).toBe(`- x {a: ${type}}: Does it.`)
  })

  it('has an end, however deep it goes', () => {
    let deep: ToolSpec['input'] = { type: 'object', properties: { end: { type: 'string' } } }
    for (let at = 0; at < 50; at += 1) deep = { type: 'object', properties: { a: deep } }
    expect(told(deep).length).toBeLessThan(100)
  })
})
