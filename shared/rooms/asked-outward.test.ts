import { expect, it } from 'vitest'
import { readOutward } from './asked-outward.ts'

const id = `task_${'0'.repeat(26)}`

it('shows what would be done, and nothing that was only said', () => {
  const read = readOutward('sharing.share', { id, with: 'Ben@Example.org', may: 'edit', note: 'It is safe.' })
  expect(read).toMatchObject({ thing: id, whom: 'ben@example.org', may: 'edit' })
  expect(read?.input).toEqual({ id, with: 'ben@example.org', may: 'edit' })
  expect(read?.act.door(read.input)).toEqual({
    method: 'PUT',
    path: `sharing/${id}/ben%40example.org`,
    body: { bits: 'rw-', canShare: false, adds: true },
  })
})

it('is about the whole workspace where no thing is named, and gives the least where nothing is said', () => {
  const read = readOutward('sharing.invite', { email: 'ben@example.org', id })
  expect(read).toMatchObject({ thing: undefined, whom: 'ben@example.org', may: 'view' })
  expect(read?.act.door(read.input)).toMatchObject({ path: 'sharing/ben%40example.org', body: { bits: 'r--' } })
})

it.each([
  ['tasks.trash', { id }],
  ['sharing.share', { id, with: 'ben@example.org', may: 'full' }],
  ['sharing.share', { id, with: 'team:x#member' }],
  ['sharing.share', { id, with: 'ben@example.org/../..' }],
  ['sharing.share', 'ben@example.org'],
  ['sharing.invite', { email: 'Ben <ben@example.org>' }],
])('can not be read: %s %j', (name, input) => {
  expect(readOutward(name, input)).toBeUndefined()
})
