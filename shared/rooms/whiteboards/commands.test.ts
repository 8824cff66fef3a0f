import { expect, it } from 'vitest'
import type { YjsReplica } from '../../crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { FakeDevice } from '../testing/devices.ts'
import { createBoard, duplicateBoard, renameBoard, restoreBoard, trashBoard } from './commands.ts'
import { drawingMapName } from './model.ts'
import { boardById, liveBoards, recentBoards, trashedBoards } from './queries.ts'

async function made(device: FakeDevice, title: string): Promise<ReplicaId> {
  const outcome = await device.run(createBoard, { title })
  if (!outcome.ok) throw new Error('refused')
  device.clock.advance(1_000)
  return outcome.value.id
}
const titles = (boards: readonly { value: { title: string } }[]) => boards.map(({ value }) => value.title)

it('creates, renames, trashes and restores; the trash is hidden and keeps its time', async () => {
  const device = new FakeDevice()
  const plan = await made(device, '  Floor \n plan ')
  await made(device, 'Sketch')
  expect(titles(liveBoards.answer(device.rows())).toSorted()).toEqual(['Floor plan', 'Sketch'])
  await device.run(renameBoard, { id: plan, title: 'Ground floor' })
  await device.run(trashBoard, { id: plan })
  const { trashedAt } = device.row((await import('./model.ts')).boardType, plan).value
  device.clock.advance(5_000)
  await device.run(trashBoard, { id: plan })
  expect(trashedBoards.answer(device.rows()).map((board) => board.value.trashedAt)).toEqual([trashedAt])
  expect(titles(liveBoards.answer(device.rows()))).toEqual(['Sketch'])
  await device.run(restoreBoard, { id: plan })
  expect(boardById.answer(device.rows(), { id: plan })?.value).toMatchObject({ title: 'Ground floor' })
  expect(recentBoards.answer(device.rows(), { limit: 1 })).toHaveLength(1)
  expect(trashedBoards.answer(device.rows())).toEqual([])
})

it('a copy has the drawing, and goes its own way from there', async () => {
  const device = new FakeDevice()
  const id = await made(device, 'Plan')
  const drawing = (replica: ReplicaId) => (device.replica(replica) as YjsReplica).doc.getMap(drawingMapName)
  drawing(id).set('shape:a/kind', 'note@1')
  const outcome = await device.run(duplicateBoard, { id, title: 'Copy of Plan' })
  if (!outcome.ok) throw new Error('refused')
  drawing(id).set('shape:a/kind', 'form@1')
  expect(drawing(outcome.value.id).toJSON()).toEqual({ 'shape:a/kind': 'note@1' })
  expect(titles(liveBoards.answer(device.rows())).toSorted()).toEqual(['Copy of Plan', 'Plan'])
})

it('refuses what is not there, and ids of other things', async () => {
  const device = new FakeDevice()
  const nowhere = `board_${'0'.repeat(26)}` as ReplicaId
  for (const command of [renameBoard, trashBoard, restoreBoard, duplicateBoard]) {
    const input = { id: nowhere, title: 'x' }
    expect(await device.run(command as typeof renameBoard, input)).toMatchObject({ reason: 'board-missing' })
    expect(command.input.safeParse({ ...input, id: `task_${'0'.repeat(26)}` }).success).toBe(false)
  }
})
