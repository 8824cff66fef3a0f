/** Words for tasks that wait for others: they come with the details of a task, and with the first mark in a list. */
export const messages = {
  waitsFor: 'Waits for',
  waitedForBy: 'Waited for by',
  add: 'Add a task that it waits for',
  addShort: 'Add a task',
  none: 'No open task is called that.',
  added: 'Waits for “{title}” now.',
  remove: 'Do not wait for “{title}”',
  removed: 'Does not wait for “{title}” any more.',
  unknown: 'A task that is not here',
  mark: '{more, plural, =0 {Waits for “{title}”} one {Waits for “{title}” and 1 more} other {Waits for “{title}” and # more}}',
  freed: '“{title}” {more, plural, =0 {is} one {and 1 more are} other {and # more are}} free now.',
  undo: 'Change what it waits for',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    taskWaiting: typeof messages
  }
}
