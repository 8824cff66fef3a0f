import type { Reply } from './reply.ts'

/** What can be asked of the built-in engine today. A test asks each of them, so that the help never promises what does not work. */
export const examples: readonly { readonly kind: Reply['kind']; readonly text: string }[] = [
  { kind: 'next', text: 'What should I do next?' },
  { kind: 'since', text: 'What happened since yesterday?' },
  { kind: 'briefing', text: 'Weekly briefing' },
  { kind: 'answer', text: 'What is overdue this week?' },
  { kind: 'answer', text: 'How many tasks did we close this month, by person?' },
  { kind: 'answer', text: 'Ideas not touched for a month' },
  { kind: 'alerts', text: 'What needs attention?' },
  { kind: 'action', text: 'Add task Call the bank tomorrow at 3pm #finance !high' },
  { kind: 'action', text: 'New document Minutes of the kick-off' },
]
