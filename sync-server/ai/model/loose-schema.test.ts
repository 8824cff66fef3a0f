import { describe, expect, it } from 'vitest'
import { looseSchema } from './loose-schema.ts'

describe('a schema for grammars', () => {
  it('says what is of which type, and nothing of how long', () => {
    const title = { type: 'string', maxLength: 200_000, minLength: 1, pattern: '^x+$', description: 'In a line.' }
    const labels = { type: 'array', maxItems: 5_000, items: { type: 'string', format: 'email' } }
    const schema = { type: 'object', properties: { title, labels }, required: ['title'], additionalProperties: false }
    expect(looseSchema(schema)).toEqual({
      type: 'object',
      properties: {
        title: { type: 'string', description: 'In a line.' },
        labels: { type: 'array', items: { type: 'string' } },
      },
      required: ['title'],
      additionalProperties: false,
    })
  })

  it('keeps what can be chosen', () => {
    const schema = { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { const: 7 }, { type: 'null' }] }
    expect(looseSchema(schema)).toEqual({
      anyOf: [{ type: 'string', enum: ['a', 'b'] }, { enum: [7] }, { type: 'null' }],
    })
  })

  it('has no object without fields, and nothing that looks like one', () => {
    expect(looseSchema({ type: 'object', properties: {}, additionalProperties: false })).toEqual({ type: 'object' })
    for (const anything of [{}, true, { $ref: '#/$defs/block' }, { description: 'Any.' }]) {
      const { type } = looseSchema(anything)
      expect(type).toContain('string')
      expect(type).toContain('object')
    }
    const record = {
      type: 'object',
      propertyNames: { maxLength: 60 },
      additionalProperties: { type: 'number', minimum: 1 },
    }
    expect(looseSchema(record)).toEqual({ type: 'object', additionalProperties: { type: 'number' } })
  })

  it('ends also where a schema holds itself', () => {
    const block = { type: 'object', properties: { content: { type: 'array', items: { $ref: '#/$defs/block' } } } }
    expect(JSON.stringify(looseSchema({ ...block, $defs: { block } }))).not.toContain('$')
  })
})
