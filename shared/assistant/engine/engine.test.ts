import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId } from '../../kit/ids.ts'
import { findTimes } from '../../language/times.ts'
import { commandNamed } from '../../rooms/all-rooms.ts'
import { outwardActNamed } from '../../rooms/outward-acts.ts'
import { directoryOf } from '../records/directory.ts'
import { questions } from '../records/testing/questions.ts'
import { FixedRows, seededDirectory, seededMoment, seededWorkspace } from '../records/testing/seeded-workspace.ts'
import { type EngineContext, reply } from './engine.ts'
import { examples } from './examples.ts'
import { actionCommands } from './reply.ts'
import { idOf, taskRow } from './testing/task-rows.ts'

const rows = new FixedRows([
  taskRow(1, 'Send the survey'),
  taskRow(2, 'Send the newsletter'),
  taskRow(3, 'Book the train', { status: 'done', completedAt: seededMoment.nowMs }),
  {
    id: idOf('project', 1),
    type: 'project',
    changedAt: 0,
    changedBy: 'user:mira' as PrincipalId,
    value: { title: 'Website', position: 'a', trashedAt: undefined },
  },
])
const me = { name: 'Mira Novak', principals: ['user:mira' as PrincipalId] }
const people = [me, { name: 'Ana Silva', principals: ['user:ana' as PrincipalId] }]
const context: EngineContext = {
  rows,
  directory: directoryOf(rows, { me, people }),
  moment: seededMoment,
  findTimes,
  here: undefined,
}
const say = (text: string, more: Partial<EngineContext> = {}) => reply(text, { ...context, ...more })

describe('actions', () => {
  it.each([
    [
      'add task Call Ana tomorrow at 3pm #finance !high',
      'tasks.create',
      { title: 'Call Ana', dueDate: '2026-11-20', dueTime: '15:00', labels: ['finance'], priority: 'high' },
    ],
    [
      'add task Review the plan @Ana +Website every 2 weeks',
      'tasks.create',
      { title: 'Review the plan', assignee: 'user:ana', project: idOf('project', 1) },
    ],
    ['todo: water the plants', 'tasks.create', { title: 'water the plants' }],
    ['remind me to water the plants on Friday', 'tasks.create', { title: 'water the plants', dueDate: '2026-11-20' }],
    ['please create a task called Review 2026 plan', 'tasks.create', { title: 'Review 2026 plan' }],
    ['new document Minutes of the kick-off', 'documents.create', { title: 'Minutes of the kick-off' }],
    ['create a page called "Prices"', 'documents.create', { title: 'Prices' }],
    ['new whiteboard Sketches', 'whiteboards.create', { title: 'Sketches' }],
    ['create project Atlas', 'tasks.createProject', { title: 'Atlas' }],
    ['new folder Minutes', 'documents.createFolder', { title: 'Minutes' }],
    ['idea: sell tea in the garden', 'ideas.capture', { text: 'sell tea in the garden' }],
    ['note that Bob prefers mornings', 'ideas.capture', { text: 'Bob prefers mornings' }],
    ['complete the survey', 'tasks.complete', { id: idOf('task', 1) }],
    ['mark send the survey as done', 'tasks.complete', { id: idOf('task', 1) }],
    ['finish survey', 'tasks.complete', { id: idOf('task', 1) }],
    ['reopen book the train', 'tasks.reopen', { id: idOf('task', 3) }],
    ['start newsletter', 'tasks.setStatus', { id: idOf('task', 2), status: 'doing' }],
    ['make the survey urgent', 'tasks.setPriority', { id: idOf('task', 1), priority: 'urgent' }],
    ['set the priority of newsletter to low', 'tasks.setPriority', { id: idOf('task', 2), priority: 'low' }],
    ['assign the survey to Ana', 'tasks.assign', { id: idOf('task', 1), assignee: 'user:ana' }],
    ['assign newsletter to me', 'tasks.assign', { id: idOf('task', 2), assignee: 'user:mira' }],
    [
      'rename newsletter to Send the December newsletter',
      'tasks.rename',
      { id: idOf('task', 2), title: 'Send the December newsletter' },
    ],
    ['move the survey to Friday', 'tasks.schedule', { id: idOf('task', 1), dueDate: '2026-11-20' }],
    ['postpone newsletter until tomorrow', 'tasks.schedule', { id: idOf('task', 2), dueDate: '2026-11-20' }],
    [
      'move the survey to the Website project',
      'tasks.moveToProject',
      { id: idOf('task', 1), project: idOf('project', 1) },
    ],
    ['delete newsletter', 'tasks.trash', { id: idOf('task', 2) }],
    [
      'share the survey with ana@example.org so that she can edit it',
      'sharing.share',
      { id: idOf('task', 1), with: 'ana@example.org', may: 'edit' },
    ],
    [
      'Share “Website” with Bob@Example.org.',
      'sharing.share',
      { id: idOf('project', 1), with: 'bob@example.org', may: 'view' },
    ],
    [
      'share project Website with Ana to read',
      'sharing.share',
      { id: idOf('project', 1), with: 'user:ana', may: 'view' },
    ],
    ['share the newsletter with ana@example.org, to edit', 'sharing.share', { id: idOf('task', 2), may: 'edit' }],
    ['invite bob@example.org to this workspace', 'sharing.invite', { email: 'bob@example.org', may: 'view' }],
    ['please invite bob@example.org to our workspace as an editor.', 'sharing.invite', { may: 'edit' }],
    ['invite bob@example.org so he can edit', 'sharing.invite', { email: 'bob@example.org', may: 'edit' }],
  ])('%s', (text, command, input) => {
    expect(say(text)).toMatchObject({ kind: 'action', action: { command, input } })
  })

  it('are inputs that the commands take', () => {
    for (const name of actionCommands) expect(commandNamed(name) ?? outwardActNamed(name)).toBeDefined()
    const made = [
      'add task Tea tomorrow #home',
      'add task Tea every Monday @Ana',
      'complete the survey',
      'new document X',
      'idea: y',
      'move the survey to Friday',
      'new whiteboard Z',
      'share the survey with ana@example.org',
      'share the survey with Ana to edit',
      'invite bob@example.org',
    ]
    for (const text of made) {
      const said = say(text)
      if (said.kind !== 'action') throw new Error(text)
      const act = commandNamed(said.action.command) ?? outwardActNamed(said.action.command)
      expect(act?.input.safeParse(said.action.input).success).toBe(true)
    }
  })

  it('are offered for each task that is meant, when several are', () => {
    expect(say('complete send')).toMatchObject({
      kind: 'choice',
      actions: [{ title: 'Send the survey' }, { title: 'Send the newsletter' }],
    })
  })

  it('know what the person looks at', () => {
    expect(say('complete this task', { here: idOf('task', 2) })).toMatchObject({
      kind: 'action',
      action: { target: idOf('task', 2) },
    })
    expect(say('complete this task')).toEqual({ kind: 'no-target', words: 'this task' })
  })

  it('know the project that the person looks at', () => {
    const asked = say('open tasks in this project', { here: idOf('project', 1) })
    expect(asked).toMatchObject({ kind: 'answer', sentence: 'Open tasks, in Website' })
    expect(say('open tasks in this project').kind).toBe('not-understood')
  })

  it('let nobody in who is not certain, nor to what is not there', () => {
    expect(say('share the survey with Bob')).toEqual({ kind: 'no-person', words: 'Bob' })
    expect(say('invite Bob to this workspace').kind).toBe('not-understood')
    expect(say('share the moon with ana@example.org')).toEqual({ kind: 'no-thing', words: 'the moon' })
    expect(say('share send with ana@example.org')).toMatchObject({ kind: 'choice', actions: [{}, {}] })
    expect(say('share this with ana@example.org', { here: idOf('task', 2) })).toMatchObject({
      kind: 'action',
      action: { target: idOf('task', 2), title: 'Send the newsletter' },
    })
    expect(say('share this with ana@example.org')).toEqual({ kind: 'no-thing', words: 'this' })
  })

  it('are not made up', () => {
    expect(say('complete the moon landing')).toEqual({ kind: 'no-target', words: 'the moon landing' })
    // It is done: that is said.
    expect(say('complete the train')).toMatchObject({ kind: 'facts', fact: 'status', things: [{ status: 'done' }] })
    expect(say('move the survey to the moon')).toEqual({ kind: 'time-unread', words: 'the moon' })
    expect(say('assign the survey to Zoe')).toEqual({ kind: 'not-understood', words: ['Zoe'] })
    expect(say('add task')).toEqual({ kind: 'no-words', command: 'tasks.create' })
  })
})

describe('replies', () => {
  it.each(examples)('the help promises: $text', ({ kind, text }) => {
    expect(say(text).kind).toBe(kind)
  })

  it.each(['what can you do?', 'help', '', 'hello!'])('help for “%s”', (text) =>
    expect(say(text)).toEqual({ kind: 'help' }),
  )
  it.each(['what should I do next?', "What's next", 'what now?'])('advice for “%s”', (text) =>
    expect(say(text).kind).toBe('next'),
  )
  it.each(['brief me', 'my week', 'What happened this week?'])('a briefing for “%s”', (text) =>
    expect(say(text).kind).toBe('briefing'),
  )

  it.each(['write a mail to Bob', 'summarise my week in a poem', 'why is the launch late?', 'translate this page'])(
    'a model is needed: %s',
    (text) => {
      expect(say(text)).toEqual({ kind: 'needs-model' })
    },
  )

  it('names the words that it does not know, and what is not recorded', () => {
    expect(say('tasks for the zebra')).toEqual({ kind: 'not-understood', words: ['zebra'] })
    expect(say('urgent documents').kind).toBe('not-recorded')
  })

  it('knows people by a single name, by the first of two, and nobody by a name that two have', () => {
    const named = (...names: string[]) => ({
      ...context.directory,
      people: [me, ...names.map((name) => ({ name, principals: [`user:${name.replace(' ', '-')}` as PrincipalId] }))],
    })
    expect(say('tasks of Ada', { directory: named('Ada') })).toMatchObject({
      kind: 'answer',
      sentence: 'Open tasks of Ada',
    })
    expect(say('tasks of Ada', { directory: named('Ada Stone') }).kind).toBe('answer')
    expect(say('tasks of Ada', { directory: named('Ada Stone', 'Ada Wei') }).kind).toBe('not-understood')
    expect(say('tasks of Ada Wei', { directory: named('Ada Stone', 'Ada Wei') }).kind).toBe('answer')
  })

  it('brings back what is in the trash by its name, whatever it is', () => {
    const trashed = (type: string, title: string) => ({
      id: idOf(type, 9),
      type,
      changedAt: 0,
      changedBy: 'user:mira' as PrincipalId,
      value: { title, position: 'a', trashedAt: 1, createdAt: 0 },
    })
    const bin = new FixedRows([trashed('project', 'Atlas'), trashed('folder', 'Minutes'), trashed('board', 'Map')])
    for (const [text, command, id] of [
      ['restore the project Atlas', 'tasks.restoreProject', idOf('project', 9)],
      ['bring back the folder Minutes', 'documents.restoreFolder', idOf('folder', 9)],
      ['restore Map', 'whiteboards.restore', idOf('board', 9)],
    ] as const)
      expect(say(text, { rows: bin })).toMatchObject({ kind: 'action', action: { command, input: { id } } })
  })

  it('answers questions as questions, though they begin like orders', () => {
    const seeded = seededWorkspace()
    const asked = { rows: seeded, directory: seededDirectory(seeded) }
    const wrong = questions.filter(
      ([text, expected]) => typeof expected !== 'string' && say(text, asked).kind !== 'answer',
    )
    expect(wrong.map(([text]) => text)).toEqual([])
  })

  it('never throws, and never acts by itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => void say(text)),
      { numRuns: 300 },
    )
  })
})
