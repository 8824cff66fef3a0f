import { expect, it } from 'vitest'
import { FakeTime, WorldDevice } from './testing/engine-world.ts'

it('keeps words for something new with each letter, by workspace and place, also over a crash', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const first = tab.engine.workspace().id
  tab.engine.drafts.keep('ideas', 'Lam')
  tab.engine.drafts.keep('ideas', 'Lamps')
  expect(tab.engine.drafts.at('tasks')).toBe('')
  tab.crash()
  const again = await device.openTab()
  expect(again.engine.drafts.at('ideas')).toBe('Lamps')
  await again.engine.open(await again.engine.createLocal('Garden'))
  expect(again.engine.drafts.at('ideas')).toBe('')
  await again.engine.open(first)
  again.engine.drafts.keep('ideas', ' ')
  expect(again.engine.drafts.at('ideas')).toBe('')
  expect(device.keepsakes.keys().filter((key) => key.startsWith('nexus-draft-'))).toEqual([])
  await again.engine.close()
})
