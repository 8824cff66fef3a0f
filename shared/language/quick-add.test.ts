import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Moment } from './moment.ts'
import { partKey, type QuickAddContext, type QuickPart, readQuickAdd } from './quick-add.ts'

/** A Wednesday morning. */
const moment: Moment = { nowMs: Date.parse('2026-11-18T10:00:00Z'), timeZone: 'UTC', weekStartsOn: 1 }
const context: QuickAddContext = {
  moment,
  people: [
    { id: 'user:ana', name: 'Ana Novak' },
    { id: 'user:bo', name: 'Bo' },
  ],
  projects: [
    { id: 'project_a', title: 'Move' },
    { id: 'project_b', title: 'Move house' },
  ],
}

function shortOf(part: QuickPart): string {
  switch (part.kind) {
    case 'due':
      return ['due', part.date, part.time].filter(Boolean).join(' ')
    case 'repeat':
      return ['repeat', part.rule, part.date, part.time].filter(Boolean).join(' ')
    case 'label':
      return `#${part.label}`
    case 'priority':
      return `!${part.priority}`
    case 'person':
      return `@${part.person.id}`
    case 'project':
      return `+${part.project.id}`
  }
}

it.each([
  [
    'call Ana about the Q3 budget next Tuesday 3pm #finance !high every 2 weeks',
    'call Ana about the Q3 budget',
    ['due 2026-11-24 15:00', '#finance', '!high', 'repeat FREQ=WEEKLY;INTERVAL=2 2026-11-18'],
  ],
  ['pay rent monthly on the 1st', 'pay rent', ['repeat FREQ=MONTHLY;BYMONTHDAY=1 2026-12-01']],
  ['standup every weekday at 9:30', 'standup', ['repeat FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-11-19 09:30']],
  ['report by friday', 'report', ['due 2026-11-20']],
  ['report before friday', 'report', ['due 2026-11-19']],
  ['report by 5pm', 'report', ['due 2026-11-18 17:00']],
  ['plan it this week', 'plan it', ['due 2026-11-22']],
  ['invoices end of month', 'invoices', ['due 2026-11-30']],
  ['meet tomorrow 9-10am', 'meet', ['due 2026-11-19 09:00']],
  ['november report', 'november report', []],
  ['what happened yesterday', 'what happened yesterday', []],
  ['do it now', 'do it now', []],
  ['boxes @bo +Move house !!', 'boxes', ['@user:bo', '+project_b', '!high']],
  ['boxes @AnaNovak /move !!!', 'boxes', ['@user:ana', '+project_a', '!urgent']],
  ['ask @nobody about +1 and either/or', 'ask @nobody about +1 and either/or', []],
  ['fix #123 in #may-release !5', 'fix #123 in !5', ['#may-release']],
  ['tomorrow', 'tomorrow', []],
  ['write the daily report', 'write the daily report', []],
  ['Annual review prep', 'Annual review prep', []],
  ['backup weekly', 'backup', ['repeat FREQ=WEEKLY 2026-11-18']],
  ['night shift plan', 'night shift plan', []],
  ['order 12 chairs for room 5', 'order 12 chairs for room 5', []],
  ['stand-up weekdays 9am', 'stand-up', ['repeat FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-11-19 09:00']],
  ['support 24/7', 'support 24/7', []],
  ['buy milk', 'buy milk', []],
  ['a@b.example !important', 'a@b.example !important', []],
  ['remind me Tuesday to call Ana', 'call Ana', ['due 2026-11-24']],
  ['book the venue, remind me on Friday at 9', 'book the venue', ['due 2026-11-20 09:00']],
  ['remind me to call Ana tomorrow', 'remind me to call Ana', ['due 2026-11-19']],
  ['move monday meeting to friday', 'move monday meeting', ['due 2026-11-20']],
])('%s', (text, title, parts) => {
  const read = readQuickAdd(text, context)
  expect([read.title, read.parts.map(shortOf)]).toEqual([title, parts])
})

it('a part that is put back is words again, and stays so while typing goes on', () => {
  const text = 'read about tomorrow #plans'
  const [first] = readQuickAdd(text, context).parts
  const asWords = new Set([partKey(first!)])
  expect(readQuickAdd(text, { ...context, asWords })).toMatchObject({
    title: 'read about tomorrow',
    parts: [{ kind: 'label' }],
  })
  expect(readQuickAdd(`${text} again`, { ...context, asWords }).title).toBe('read about tomorrow again')
})

const bits = fc.constantFrom(
  ...'call Ana next tuesday at 3pm tomorrow every 2 weeks monday #finance #x !high !!! @bo @Ana Novak +Move house /move by friday 5/12 in 3 days now Q3 may ! # @ + / 🎉 İ'.split(
    ' ',
  ),
)

it('nothing of the text is lost: title and parts hold every word of it', () => {
  const texts = fc.oneof(
    fc.array(bits, { maxLength: 16 }).map((all) => all.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  )
  const letters = (text: string) => text.replaceAll(/\s+/g, '')
  fc.assert(
    fc.property(texts, (text) => {
      const { title, parts } = readQuickAdd(text, context)
      let rest = text
      for (const part of parts.toReversed()) {
        expect(text.slice(part.start, part.end)).toBe(part.text)
        rest = `${rest.slice(0, part.start)} ${rest.slice(part.end)}`
      }
      expect(letters(rest)).toBe(letters(title))
      expect(parts.every((part, index) => index === 0 || parts[index - 1]!.end <= part.start)).toBe(true)
      // Put back, all of it is words.
      const asWords = new Set<string>()
      let last = readQuickAdd(text, context)
      while (last.parts.length > 0) {
        for (const part of last.parts) asWords.add(partKey(part))
        last = readQuickAdd(text, { ...context, asWords })
      }
      expect(letters(last.title)).toBe(letters(text))
    }),
    { numRuns: 200 },
  )
})
