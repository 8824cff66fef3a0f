import { describe, expect, it } from 'vitest'
import { findTimes } from '../../language/times.ts'
import { commandNamed } from '../../rooms/all-rooms.ts'
import { outwardActNamed } from '../../rooms/outward-acts.ts'
import { titleOfPlace } from '../records/directory.ts'
import { studio, studioDirectory, studioMoment } from '../records/testing/studio.ts'
import { type EngineContext, reply } from './engine.ts'
import type { ProposedAction, Reply } from './reply.ts'
import { moreQuestions } from './testing/more-questions.ts'
import { spokenOrders } from './testing/spoken-orders.ts'
import { spokenQuestions } from './testing/spoken-questions.ts'
import { spokenRefusals, spokenTurns } from './testing/spoken-refusals.ts'

/**
 * Sentences as people type them, written before the rules that read them. Of each: what is asked for, and a number that was counted by hand
 * in the workspace of `studio.ts`, where there are some thirty things.
 */
const directory = studioDirectory()
const context: EngineContext = { rows: studio, directory, moment: studioMoment, findTimes, here: undefined }

function say(text: string, earlier: readonly Reply[] = []): Reply {
  return reply(text, { ...context, earlier: () => earlier })
}

/** `7 Open tasks`, `tasks.complete Sign the lease {}`, `facts due 2026-01-02`. */
function short(said: Reply): string {
  switch (said.kind) {
    case 'answer':
      return `${said.answer.total} ${said.sentence}`
    case 'action':
      return actionText(said.action)
    case 'several':
      return `${said.actions.length} × ${said.actions[0]?.command}`
    case 'facts':
      return said.things
        .map((thing) =>
          [
            said.fact,
            thing.title,
            {
              due: thing.due,
              person: thing.assignee,
              status: thing.status,
              priority: thing.priority,
              changed: thing.changedBy,
              made: thing.author,
            }[said.fact],
          ].join(' | '),
        )
        .join('; ')
    case 'found':
      return `found ${said.ids.map(titleOf).join('; ')}`
    case 'progress':
      return `${said.title}: ${said.parts.map(({ kind, answer }) => `${answer.total} ${kind}`).join(', ')}`
    case 'names':
      return said.names.map(({ name }) => name).join(', ')
    default:
      return said.kind
  }
}

function actionText({ command, input: { id: _id, ...input }, title }: ProposedAction): string {
  return `${command} | ${title} | ${JSON.stringify({ ...input, title: undefined, position: undefined, ...(input.project ? { project: titleOfPlace(directory, input.project as string) } : {}) })}`
}

function titleOf(id: string): string {
  const value = studio.all.find((row) => row.id === id)?.value as { title?: string; text?: string } | undefined
  return value?.title ?? value?.text ?? ''
}

describe('questions', () => {
  it.each([...spokenQuestions, ...moreQuestions])('%s', (text, expected) => expect(short(say(text))).toBe(expected))
})

describe('orders', () => {
  it.each(spokenOrders)('%s', (text, expected) => expect(short(say(text))).toBe(expected))

  it('have inputs that their commands take', () => {
    for (const [text] of spokenOrders) {
      const said = say(text)
      const actions = said.kind === 'action' ? [said.action] : said.kind === 'several' ? said.actions : []
      expect(actions.length).toBeGreaterThan(0)
      for (const { command, input } of actions) {
        const taken = (commandNamed(command) ?? outwardActNamed(command))?.input.safeParse(input)
        expect({ text, taken: taken?.success }).toEqual({ text, taken: true })
      }
    }
  })

  it('are never made of a question', () => {
    for (const [text] of [...spokenQuestions, ...moreQuestions])
      expect(['action', 'several', 'choice']).not.toContain(say(text).kind)
  })
})

describe('refusals', () => {
  it.each(spokenRefusals)('%s', (text, expected) => expect(say(text).kind).toBe(expected))

  it.each([
    ['tasks in Lanch', 'tasks in launch'],
    ['tasks assigned to thomas', 'tasks assigned to tomas'],
    ["what's due tonight", "what's due today"],
    ['show my tasks and complete the press release', 'show my tasks'],
    ['what did we decide about pricing', 'what did we about pricing'],
    ['buy milk', 'add task buy milk'],
  ])('%s: something that is answered is offered instead', (text, instead) => {
    const said = say(text)
    if (said.kind !== 'not-understood') throw new Error(said.kind)
    expect(said.instead?.[0]?.text).toBe(instead)
    for (const each of said.instead ?? []) expect(say(each.text).kind).not.toBe('not-understood')
  })

  it('say what was mended', () => {
    expect(say('overude tasks')).toMatchObject({ kind: 'answer', readAs: [{ said: 'overude', meant: 'overdue' }] })
  })
})

describe('what follows on an answer', () => {
  it.each(spokenTurns.map((turns) => ({ turns, first: turns[0]?.[0] })))('$first', ({ turns }) => {
    const said: Reply[] = []
    for (const [text, expected] of turns) {
      const next = say(text, said)
      expect({ text, said: short(next) }).toEqual({ text, said: expected })
      said.unshift(next)
    }
  })

  it('points at nothing where nothing was said', () => {
    expect(say('mark the second one done').kind).toBe('no-target')
    expect(say('and next week?').kind).toBe('not-understood')
  })
})
