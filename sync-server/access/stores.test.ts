import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readModel } from '#shared/access/engine/model.ts'
import ownModel from '#shared/access/model.json' with { type: 'json' }
import { parseModel } from './model-language.ts'
import { hasPassed, runStore } from './run-store.ts'
import { readStoreFile } from './store-file.ts'

const access = join(import.meta.dirname, '../../shared/access')
const files = globSync(join(access, 'stores/**/*.fga.yaml')).sort()

it('model.json is model.fga; after a change: nexus model show shared/access/model.fga --json > shared/access/model.json', () => {
  const parsed = parseModel(readFileSync(join(access, 'model.fga'), 'utf8'))
  expect(parsed).toEqual({ ok: true, value: ownModel })
})

it.each(files)('%s', (file) => {
  const store = readStoreFile(file)
  if (!store.ok) throw new Error(store.detail)
  const results = runStore(store.value)
  expect(results.length).toBeGreaterThan(0)
  expect(results.filter((each) => !hasPassed(each))).toEqual([])
})

describe('what a store file says wrong', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nexus-store-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  const read = (text: string) => {
    const file = join(folder, 'store.fga.yaml')
    writeFileSync(file, text)
    const store = readStoreFile(file)
    return store.ok ? store.value : `${store.reason}: ${store.detail}`
  }
  const model = (lines: string) =>
    `model: |\n  model\n    schema 1.1\n  type user\n  type document\n    relations\n      ${lines}\n`
  const plain = model('define viewer: [user]')

  it('is an expectation that does not hold, or a list that is another', () => {
    const store = read(`${plain}
tuples: [{ user: 'user:a', relation: viewer, object: 'document:1' }]
tests:
  - check: [{ user: 'user:b', object: 'document:1', assertions: { viewer: true } }]
    list_objects: [{ user: 'user:a', type: document, assertions: { viewer: [] } }]
    list_users: [{ object: 'document:1', user_filter: [{ type: user }], assertions: { viewer: { users: ['user:b'] } } }]
`)
    if (typeof store === 'string') throw new Error(store)
    expect(runStore(store).map((each) => [each.what, each.expected, each.actual])).toEqual([
      ['test 1: user:b viewer document:1', 'true', 'false'],
      ['test 1: documents that user:a is viewer of', '[]', '[document:1]'],
      ['test 1: who is viewer of document:1', '[user:b]', '[user:a]'],
    ])
  })

  it('conditions are refused by their name, in the model and in a tuple', () => {
    const conditional = `${model('define viewer: [user with in_office]')}  condition in_office(hour: int) {\n    hour < 18\n  }\n`
    const sentence =
      'condition: The condition "in_office" can not be evaluated: conditions are not supported, only relations are.'
    expect(read(conditional)).toBe(sentence)
    const tuple = `tuples: [{ user: 'user:a', relation: viewer, object: 'document:1', condition: { name: in_office } }]`
    expect(read(`${plain}${tuple}`)).toBe(sentence)
    // The newer form, written in place, which the parser of the language calls a syntax error.
    expect(read(model('define viewer: [user, team#member with $expression]'))).toBe(
      sentence.replace('in_office', '$expression'),
    )
    expect(typeof read(model('define viewer: [user] # with $expression'))).toBe('string')
  })

  it('is a tuple that the model does not allow, and a name that stands for nothing', () => {
    const tuple = (user: string, relation: string) =>
      read(`${plain}tuples: [{ user: '${user}', relation: ${relation}, object: 'document:1' }]`)
    expect(tuple('user:*', 'viewer')).toContain('A user:* can not be "viewer" of a document; only user can.')
    expect(tuple('document:2#viewer', 'viewer')).toContain('A document#viewer can not be "viewer"')
    expect(tuple('user:a', 'editor')).toContain('A document has no relation "editor".')
    expect(tuple('anne', 'viewer')).toContain('a type, a colon and a name')
    expect(read(model('define viewer: [team]'))).toContain('document#viewer names the type "team", which is not there.')
    expect(read(model('define viewer: owner'))).toContain('names the relation "owner", which document does not have.')
    expect(read(model('define viewer: [user'))).toMatch(/^malformed: .*syntax error/s)
    expect(read('tests: []')).toBe('malformed: There is neither a "model" nor a "model_file".')
    expect(read('model_file: none.fga')).toMatch(/^unreadable: /)
  })

  it('is a test that could not fail: of nothing, of nobody, of a relation or a type that is not there', () => {
    const test = (text: string) => read(`${plain}tests: [${text}]`)
    const check = (text: string) => test(`{ name: one, check: [${text}] }`)
    expect(read(plain)).toBe('malformed: There are no "tests".')
    expect(test('{ name: one }')).toMatch(/^malformed: one: It expects nothing/)
    expect(test(`{ checks: [{ user: 'user:a', object: 'document:1', assertions: { viewer: true } }] }`)).toMatch(
      /^malformed: test 1: It expects nothing/,
    )
    expect(check(`{ object: 'document:1', assertions: { viewer: false } }`)).toContain('expected "user" or "users"')
    expect(check(`{ user: 'user:a', assertions: { viewer: false } }`)).toContain('expected "object" or "objects"')
    expect(check(`{ user: 'user:a', object: 'document:1', assertions: { viewr: false } }`)).toBe(
      'malformed: one: A document has no relation "viewr".',
    )
    expect(check(`{ user: 'user:a', object: 'documents:1', assertions: { viewer: false } }`)).toBe(
      'malformed: one: There is no type "documents" in the model.',
    )
    expect(test(`{ list_objects: [{ user: 'user:a', type: paper, assertions: { viewer: [] } }] }`)).toBe(
      'malformed: test 1: There is no type "paper" in the model.',
    )
    expect(test(`{ list_users: [{ object: 'document:1', user_filter: [], assertions: { owner: {} } }] }`)).toBe(
      'malformed: test 1: A document has no relation "owner".',
    )
  })

  it('a model that was read has every type', () => {
    const own = readModel(ownModel)
    expect(own.ok && [...own.value.types.keys()].slice(0, 3)).toEqual(['user', 'service', 'link'])
  })
})
