import { expect, it } from 'vitest'
import { actionItemsIn, openActionModel } from './action-items.ts'
import { changedSentences } from './changed-sentences.ts'
import { keySentences } from './key-sentences.ts'
import { openRelatedIndex } from './related.ts'

const meeting = `# Budget meeting
It rained. We were nine people in the small room and the heating was on.

We decided to buy the harbour shop for $40,000. Ana told a story about her boat.

## Next steps
- [ ] Ana sends the contract by Friday
- [x] Bob books the room
- Ask the bank for a loan

Could you please send me the report by Friday?`

it('tells what is to be done from what was said, was done, or is a heading', () => {
  const found = actionItemsIn(meeting, openActionModel()).map(({ text }) => text)
  expect(found).toEqual([
    'Ana sends the contract by Friday',
    'Ask the bank for a loan',
    'Could you please send me the report by Friday?',
  ])
})

it('takes decisions, open boxes and questions before weather', () => {
  const key = keySentences(meeting, 4)
  expect(key.map(({ text }) => text)).toContain('We decided to buy the harbour shop for $40,000.')
  expect(key.map(({ text }) => text)).toContain('Ana sends the contract by Friday')
  expect(key.map(({ text }) => text)).not.toContain('It rained.')
  expect(key.find(({ text }) => text.startsWith('We decided'))?.because[0]).toBe('decision')
  expect(keySentences('', 3)).toEqual([])
})

it('says what is new, what is gone and what was ticked, and nothing of what was moved', () => {
  const before = '- [ ] Call Ana\nOne. Two. Three.'
  const now = 'Three. One!\n- [x] Call Ana\nFour.'
  const { added, gone, ticked } = changedSentences(before, now)
  expect(added.map(({ text }) => text)).toEqual(['Four.'])
  expect(gone.map(({ text }) => text)).toEqual(['Two.'])
  expect(ticked.map(({ text }) => text)).toEqual(['Call Ana'])
})

it('finds what shares telling words, says which, and keeps what is far away out', () => {
  const index = openRelatedIndex()
  index.put('boat', { title: 'Painting the boat', text: 'Blue paint for the hull, in the harbour' })
  index.put('hull', { title: 'Hull', text: 'The hull of the boat needs blue paint' })
  index.put('tax', { title: 'Tax', text: 'Forms for the ministry' })
  const [nearest, ...others] = index.relatedTo('boat', 5)
  expect(nearest).toMatchObject({ id: 'hull' })
  expect(nearest?.shared).toContain('paint')
  expect(others).toEqual([])
  expect(index.nearestTo({ title: '', text: 'ministry forms' }, 5).map(({ id }) => id)).toEqual(['tax'])
  index.remove('hull')
  expect(index.relatedTo('boat', 5)).toEqual([])
})
