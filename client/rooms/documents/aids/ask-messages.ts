/** The questions are English, as all that a model is told; which language its words are in, they say. */
export const messages = {
  menu: 'Ask the model',
  hint: 'Goes to the server’s model. What it would change waits for you.',
  rewrite: 'Rewrite more clearly',
  shorten: 'Shorten',
  friendly: 'Make friendlier',
  formal: 'Make more formal',
  translate: 'Translate to',
  continue: 'Continue from here',
  tasks: 'Extract tasks',
  question: {
    rewrite: 'Rewrite this passage of “{title}” more clearly, in its own language:',
    shorten: 'Make this passage of “{title}” shorter, in its own language:',
    friendly: 'Make this passage of “{title}” friendlier, in its own language:',
    formal: 'Make this passage of “{title}” more formal, in its own language:',
    translate: 'Translate this passage of “{title}” to {language}, in its place:',
    continue: 'Continue “{title}” after this passage, in its manner and language:',
    tasks: 'Make a task of each thing that this passage of “{title}” asks to be done:',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    documentAsk: typeof messages
  }
}
