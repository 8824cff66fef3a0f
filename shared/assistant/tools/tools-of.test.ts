import { expect, it } from 'vitest'
import { allRooms } from '../../rooms/all-rooms.ts'
import { outwardActs } from '../../rooms/outward-acts.ts'
import { outwardToolsOf, toolsOf } from './tools-of.ts'

const tools = [...toolsOf(allRooms), ...outwardToolsOf(outwardActs)]

it.each(tools.map((tool) => [tool.name, tool] as const))('%s can be chosen and called', (name, tool) => {
  expect(tool.name).toMatch(/^[a-zA-Z0-9_]{1,64}$/)
  expect(tool.description, `${name} says in one sentence what it does`).toMatch(/^[A-Z][^\n]{10,160}\.$/)
  expect(['write', 'destructive', 'outward']).toContain(tool.effect)
  expect(tool.input).toMatchObject({ type: 'object' })
  expect(JSON.parse(JSON.stringify(tool.input))).toEqual(tool.input)
})

it('gives every command a name of its own', () => {
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length)
})

it('says what goes in, not what the command makes of it', () => {
  const create = tools.find(({ name }) => name === 'tasks_create')
  expect(create?.input).toMatchObject({ required: ['title'], properties: { title: { type: 'string' } } })
})

it('says of an id that it is a text: servers that hold a model to a schema take what may be anything for an object', () => {
  for (const { name, input } of tools) {
    const { id } = input.properties as { id?: object }
    // Commands of the assistant itself are offered to nobody.
    if (id && !name.startsWith('assistant_')) expect(id, name).toMatchObject({ type: 'string' })
  }
})

it('takes what removes or replaces for destructive', () => {
  const removing = tools.filter(({ name }) => /trash|remove/i.test(name))
  expect(removing.length).toBeGreaterThan(5)
  for (const tool of removing) expect(tool.effect, tool.name).toBe('destructive')
})
