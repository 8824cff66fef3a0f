/** The questions are English, as all that a model is told; which language its words are in, they say. */
export const messages = {
  menu: 'Ask the model',
  close: 'Close',
  back: 'Back',
  hint: 'Goes to the server’s model. What it would change waits for you.',
  aboutSelection: 'About the selected words',
  aboutBlock: 'About where you are writing',
  rewrite: 'Rewrite more clearly',
  shorten: 'Shorten',
  friendly: 'Make friendlier',
  formal: 'Make more formal',
  translate: 'Translate to',
  continue: 'Continue from here',
  outline: 'Write an outline',
  tasks: 'Extract tasks',
  fill: 'Fill empty cells',
  refusal: {
    merged: 'This table has merged cells. A model can not fill it without losing them.',
    full: 'Every cell of this table is filled.',
  },
  doing: {
    rewrite: 'Rewriting',
    shorten: 'Shortening',
    friendly: 'Making it friendlier',
    formal: 'Making it more formal',
    translate: 'Translating',
    continue: 'Continuing',
    outline: 'Writing an outline',
    tasks: 'Looking for tasks',
    fill: 'Filling the table',
    again: 'Proposing it again',
  },
  state: {
    label: 'Asked of the model: {doing}',
    waiting: 'Sent, not begun yet.',
    offline: 'Kept on this device, and sent when there is a network.',
    taken: 'Working…',
    away: 'The server works on it. What comes of it is here when there is a network.',
    stale: 'This waited for more than a day. Is it still to be asked?',
    failed: 'There is no answer.',
    answered: 'Answered',
    moved: 'What it was about is no longer in the text.',
  },
  cancel: 'Cancel',
  again: 'Ask again',
  dismiss: 'Dismiss',
  open: 'Open in the assistant',
  waits: '{count, plural, one {See the one that waits} other {See the # that wait}}',
  question: {
    rewrite: 'Rewrite this passage of “{title}” more clearly, in its own language:',
    shorten: 'Make this passage of “{title}” shorter, in its own language:',
    friendly: 'Make this passage of “{title}” friendlier, in its own language:',
    formal: 'Make this passage of “{title}” more formal, in its own language:',
    translate: 'Translate this passage of “{title}” to {language}, in its place:',
    continue:
      'Continue “{title}” right after this passage, in its manner and language. Leave the passage itself as it is:',
    outline:
      'Write an outline for “{title}”, in the language of these notes: headings, with short points below each. Add it below them, and leave what is there as it is:',
    outlineOfTitle:
      'Write an outline for “{title}”, in the language of its title: headings, with short points below each. Add it to the document, which is empty.',
    tasks: 'Make a task of each thing that this passage of “{title}” asks to be done:',
    fill: 'Fill the empty cells of this table of “{title}” from what the document says, and, where it does not say it, from other documents that you find. Leave what is filled, the columns, and the order of the rows as they are; leave a cell empty where you find nothing, and say which. Propose all rows as one change:',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    documentAsk: typeof messages
  }
}
