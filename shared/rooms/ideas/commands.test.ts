import { describe, expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { documentType } from '../documents/index.ts'
import { hasContent } from '../room.ts'
import { taskCommands, taskType } from '../tasks/index.ts'
import { prepareDevices, value } from '../testing/commands-suite.ts'
import type { FakeDevice } from '../testing/devices.ts'
import { readCapture } from './capture/index.ts'
import { ideaCommands as ideas, ideaQueries, ideaType } from './index.ts'

const device = prepareDevices()
const ideaOf = (on: FakeDevice, id: ReplicaId) => on.row(ideaType, id).value
const missing = 'idea_00000000000000000000000000' as ReplicaId

describe('capturing and editing', () => {
  it('keeps the text and picks up its tags', async () => {
    const ana = device()
    const id = value(
      await ana.run(ideas.capture, { text: '  Lamps for the #Garden party\nAsk Li ', tags: ['#Summer'] }),
    )
    expect(ideaOf(ana, id)).toMatchObject({
      text: 'Lamps for the #Garden party\nAsk Li',
      tags: ['garden', 'summer'],
      pinned: false,
      createdAt: ana.clock.now(),
      createdBy: 'user:ana',
    })
    expect(ideas.capture.input.safeParse({ text: ' \n ' }).success).toBe(false)
  })

  it('lets tags of the text come and go with it, and leaves those set by hand', async () => {
    const ana = device()
    const id = value(await ana.run(ideas.capture, { text: 'Lamps #garden' }))
    await ana.run(ideas.setTags, { id, tags: ['garden', 'Summer', 'summer'] })
    expect(ideaOf(ana, id).tags).toEqual(['garden', 'summer'])
    await ana.run(ideas.edit, { id, text: 'Lamps #party' })
    expect(ideaOf(ana, id).tags).toEqual(['party', 'summer'])
  })

  it('leaves a #word that was meant as a word, also when the text is edited, until somebody makes it a tag', async () => {
    const ana = device()
    const capture = readCapture('Channel #general is too loud #noise !! now', new Set(['#general']))
    expect(capture).toEqual({
      text: 'Channel #general is too loud #noise now',
      tags: ['noise'],
      plainTags: ['general'],
      pin: '!!',
    })
    const { text, plainTags } = capture
    const id = value(await ana.run(ideas.capture, { text, plainTags: [...plainTags], pinned: true }))
    expect(ideaOf(ana, id)).toMatchObject({ text, tags: ['noise'], pinned: true })
    await ana.run(ideas.edit, { id, text: `${text}, #really` })
    expect(ideaOf(ana, id).tags).toEqual(['noise', 'really'])
    await ana.run(ideas.setTags, { id, tags: ['general', 'really'] })
    await ana.run(ideas.edit, { id, text: `${text}, #really!` })
    expect(ideaOf(ana, id).tags).toEqual(['general', 'really'])
  })

  it.each([
    ['Great idea!', 'Great idea!', undefined],
    ['! is a sign', '! is a sign', undefined],
    ['!! call Li', 'call Li', '!!'],
    ['call Li !!\nsoon', 'call Li \nsoon', '!!'],
    ['!Pin this', 'this', '!pin'],
    ['wow!! yes', 'wow!! yes', undefined],
  ])('reads the sign that pins %j', (typed, text, pin) => {
    expect(readCapture(typed, new Set())).toMatchObject({ text, pin })
    expect(readCapture(typed, new Set(pin ? [pin] : []))).toMatchObject({ text: typed, pin: undefined })
  })

  it('merges what two people write into one text', async () => {
    const [ana, bo] = [device(), device('bo', 2)]
    const base = 'Lamps for the garden'
    const id = value(await ana.run(ideas.capture, { text: base }))
    ana.syncWith(bo)
    await ana.run(ideas.edit, { id, text: 'Paper lamps for the garden', base })
    await bo.run(ideas.edit, { id, text: 'Lamps for the garden party #summer', base })
    ana.syncWith(bo)
    for (const on of [ana, bo]) {
      expect(ideaOf(on, id)).toMatchObject({ text: 'Paper lamps for the garden party #summer', tags: ['summer'] })
    }
    expect(value(await ana.run(ideas.edit, { id, text: `${base}!`, base }))).toContain('Paper lamps')
  })

  it('pins, trashes and restores, safely repeated', async () => {
    const ana = device()
    const id = value(await ana.run(ideas.capture, { text: 'Lamps' }))
    await ana.run(ideas.pin, { id, pinned: true })
    expect(ideaOf(ana, id).pinned).toBe(true)
    await ana.run(ideas.pin, { id, pinned: false })
    expect(ideaOf(ana, id).pinned).toBe(false)
    const first = ana.clock.now()
    await ana.run(ideas.trash, { id })
    ana.clock.advance(5)
    await ana.run(ideas.trash, { id })
    expect(ideaOf(ana, id).trashedAt).toBe(first)
    await ana.run(ideas.restore, { id })
    expect(ideaOf(ana, id).trashedAt).toBeUndefined()
  })

  it('refuses what is not there', async () => {
    const ana = device()
    const id = missing
    const outcomes = [
      await ana.run(ideas.edit, { id, text: 'x' }),
      await ana.run(ideas.setTags, { id, tags: [] }),
      await ana.run(ideas.pin, { id, pinned: true }),
      await ana.run(ideas.trash, { id }),
      await ana.run(ideas.restore, { id }),
      await ana.run(ideas.turnIntoTask, { id }),
      await ana.run(ideas.turnIntoDocument, { id }),
    ]
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: false, reason: 'idea-missing' })
  })
})

describe('becoming something', () => {
  const text = 'Garden party #summer\nAsk Li.\n\nBuy lamps.'

  it('becomes a task with a link both ways, once', async () => {
    const ana = device()
    const id = value(await ana.run(ideas.capture, { text }))
    const task = value(await ana.run(ideas.turnIntoTask, { id }))
    expect(ana.row(taskType, task).value).toMatchObject({
      title: 'Garden party',
      notes: 'Ask Li.\n\nBuy lamps.',
      labels: ['summer'],
      source: id,
    })
    expect(ideaOf(ana, id).becameId).toBe(task)
    expect(value(await ana.run(ideas.turnIntoTask, { id }))).toBe(task)
    expect(ana.rows().of(taskType)).toHaveLength(1)
    expect(ideaQueries.becameTitle.answer(ana.rows(), task)).toBe('Garden party')
    await ana.run(taskCommands.trash, { id: task })
    expect(ideaQueries.becameTitle.answer(ana.rows(), task)).toBeUndefined()
    expect(value(await ana.run(ideas.turnIntoTask, { id }))).not.toBe(task)
  })

  it('becomes a document with paragraphs and a link both ways, once', async () => {
    const ana = device()
    const id = value(await ana.run(ideas.capture, { text }))
    const made = value(await ana.run(ideas.turnIntoDocument, { id }))
    expect(ana.row(documentType, made).value).toMatchObject({
      title: 'Garden party',
      tags: ['summer'],
      source: id,
    })
    const document = ana.replica(made)
    expect(hasContent(document) && document.content()).toMatchObject([
      { type: 'paragraph', content: [{ text: 'Ask Li.' }] },
      { type: 'paragraph', content: [{ text: 'Buy lamps.' }] },
    ])
    expect(ideaOf(ana, id).becameId).toBe(made)
    expect(value(await ana.run(ideas.turnIntoDocument, { id }))).toBe(made)
  })
})

describe('lists', () => {
  it('shows pinned ones apart, newest first, and filters by words and tags', async () => {
    const ana = device()
    const capture = async (words: string) => {
      ana.clock.advance(1)
      return value(await ana.run(ideas.capture, { text: words }))
    }
    const [lamps, cake] = [await capture('Lamps #garden #party'), await capture('Cake für alle #party')]
    const trashed = await capture('Fireworks #party #loud')
    const later = await capture('Holidays')
    await ana.run(ideas.pin, { id: lamps, pinned: true })
    await ana.run(ideas.trash, { id: trashed })
    const list = (filter: ideaQueriesFilter) => {
      const { pinned, others } = ideaQueries.ideaList.answer(ana.rows(), filter)
      return [pinned.map((idea) => idea.id), others.map((idea) => idea.id)]
    }
    expect(list({})).toEqual([[lamps], [later, cake]])
    expect(list({ tags: ['party'] })).toEqual([[lamps], [cake]])
    expect(list({ tags: ['party', 'garden'] })).toEqual([[lamps], []])
    expect(list({ text: 'FUR cake' })).toEqual([[], [cake]])
    expect(ideaQueries.pinnedIdeas.answer(ana.rows(), undefined).map((idea) => idea.id)).toEqual([lamps])
    expect(ideaQueries.trashedIdeas.answer(ana.rows(), undefined).map((idea) => idea.id)).toEqual([trashed])
    expect(ideaQueries.ideaTags.answer(ana.rows(), undefined)).toEqual([
      { tag: 'party', count: 2 },
      { tag: 'garden', count: 1 },
    ])
    expect(ideaQueries.oneIdea.answer(ana.rows(), cake)?.value.text).toBe('Cake für alle #party')
  })
})

type ideaQueriesFilter = Parameters<typeof ideaQueries.ideaList.answer>[1]
