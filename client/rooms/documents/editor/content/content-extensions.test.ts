import { getSchema } from '@tiptap/core'
import { expect, it } from 'vitest'
import { contentMarks, contentNodes } from '#shared/rooms/documents/index.ts'
import { contentExtensions } from './content-extensions.ts'

const schema = getSchema(contentExtensions())
const defaults = (attrs: Record<string, { default?: unknown }> | null | undefined) =>
  Object.fromEntries(Object.entries(attrs ?? {}).map(([name, attr]) => [name, attr.default]))

it('the editor has the nodes of the content schema and no others', () => {
  const own = ['doc', 'text']
  expect(
    Object.keys(schema.nodes)
      .filter((name) => !own.includes(name))
      .sort(),
  ).toEqual(Object.keys(contentNodes).sort())
})

it('the editor has the marks of the content schema and no others', () => {
  expect(Object.keys(schema.marks).sort()).toEqual(Object.keys(contentMarks).sort())
})

it.each(Object.entries(contentNodes))('%s has the same attrs, content and place', (name, spec) => {
  const type = schema.nodes[name]!
  expect(defaults(type.spec.attrs)).toEqual(defaults(spec.attrs))
  expect(type.spec.content || undefined).toBe(spec.content)
  expect(type.isInline).toBe(spec.place === 'inline')
  expect((type.spec.group ?? '').split(' ').includes('block')).toBe(spec.place === 'block')
})

it.each(Object.entries(contentMarks))('%s has the same attrs', (name, attrs) => {
  expect(defaults(schema.marks[name]!.spec.attrs)).toEqual(defaults(attrs))
})

it('an empty text starts with a paragraph, also inside items and cells', () => {
  for (const name of ['doc', 'blockquote', 'listItem', 'taskItem', 'tableCell']) {
    expect(schema.nodes[name]!.createAndFill()?.firstChild?.type.name).toBe('paragraph')
  }
})

it('any mark may meet any other, and none itself', () => {
  for (const [name, mark] of Object.entries(schema.marks)) {
    const driven = Object.values(schema.marks).filter((other) => mark.excludes(other))
    expect(driven.map((other) => other.name)).toEqual([name])
  }
})
