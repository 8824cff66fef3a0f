import type { Intent } from '../../shared/language/intents.ts'

export interface IntentLine {
  readonly text: string
  readonly intent: string
}

/** The everyday intents of the set as ours. What Nexus has nothing for (the weather) is `other`. */
const ours: Readonly<Record<string, Intent>> = {
  todo_list_update: 'change-tasks',
  shopping_list_update: 'change-tasks',
  todo_list: 'list-tasks',
  shopping_list: 'list-tasks',
  reminder: 'list-tasks',
  reminder_update: 'remind',
  alarm: 'remind',
  timer: 'remind',
  calendar_update: 'schedule',
  schedule_meeting: 'schedule',
  calendar: 'agenda',
  meeting_schedule: 'agenda',
  date: 'date-question',
  time: 'date-question',
  timezone: 'date-question',
  calculator: 'calculate',
  translate: 'translate',
  definition: 'define',
  greeting: 'small-talk',
  goodbye: 'small-talk',
  thank_you: 'small-talk',
  who_made_you: 'small-talk',
  what_can_i_ask_you: 'help',
  yes: 'confirm',
  no: 'decline',
  cancel: 'cancel',
  repeat: 'again',
}

export function wantedIntent({ intent }: IntentLine): Intent {
  return ours[intent] ?? 'other'
}

/** One of five, by its text: never trained on, whatever the order of the file. */
export function isHeldOut({ text }: IntentLine): boolean {
  let hash = 7
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0
  return hash % 5 === 0
}

export interface IntentScore {
  readonly accuracy: number
  readonly otherPrecision: number
  readonly otherRecall: number
}

export function scoreIntents(lines: readonly IntentLine[], read: (text: string) => Intent): IntentScore {
  const answers = lines.map((line) => ({ wanted: wantedIntent(line), given: read(line.text) }))
  const share = (of: typeof answers) =>
    of.filter(({ wanted, given }) => wanted === given).length / Math.max(1, of.length)
  return {
    accuracy: share(answers),
    otherPrecision: share(answers.filter(({ given }) => given === 'other')),
    otherRecall: share(answers.filter(({ wanted }) => wanted === 'other')),
  }
}
