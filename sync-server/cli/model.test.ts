import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { diffModels, showModel, testModel } from './model.ts'

const stores = join(import.meta.dirname, '../../shared/access/stores')

let folder: string
let lines: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-model-'))
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const small = 'model\n  schema 1.1\ntype user\ntype document\n  relations\n    define viewer: [user]\n'

it('counts what holds and what does not, and exits with 1 when something does not', async () => {
  expect(await testModel([join(stores, 'modular.fga.yaml')])).toBe(0)
  expect(lines).toEqual(['7 passed, 0 failed'])
  write('small.fga', small)
  const wrong = write(
    'wrong.fga.yaml',
    `model_file: small.fga\ntests: [{ name: one, check: [{ user: 'user:a', object: 'document:1', assertions: { viewer: true } }] }]`,
  )
  expect(await testModel([join(stores, 'modular.fga.yaml'), wrong])).toBe(1)
  expect(lines.slice(1)).toEqual([
    `${wrong}: one: user:a viewer document:1\n  expected true\n  but is   false`,
    '7 passed, 1 failed',
  ])
  expect(await testModel([join(folder, 'none.fga.yaml')])).toBe(1)
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
  expect(await testModel([])).toBe(2)
})

it('shows a model and what another one says differently', async () => {
  const file = write('small.fga', small)
  expect(await showModel([file])).toBe(0)
  expect(lines.pop()).toContain('define viewer: [user]')
  const other = write('other.fga', small.replace('[user]', '[user, user:*]\n    define can_read: viewer'))
  expect(await diffModels([file, other])).toBe(1)
  expect(lines.pop()).toBe('+ document#can_read: viewer\n- document#viewer: [user]\n+ document#viewer: [user, user:*]')
  expect(await diffModels([join(stores, '../model.fga')])).toBe(0)
  expect(lines.pop()).toBe('They say the same.')
  expect(await showModel([write('broken.fga', 'model\n  schema 1.1\ntype')])).toBe(1)
})
