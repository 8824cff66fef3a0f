/** Words for repetitions and for what was understood in a line of words: they come with the screens of tasks. */
export const messages = {
  hint: 'Dates are understood in English: “tomorrow 3pm”, “every 2 weeks”. Also #label, !high, @person and +project. Escape leaves all of it as words.',
  saveAsTask: 'Save as task',
  savesWith: 'Saves {title} as a task',
  kinds: {
    due: 'Due {value}',
    repeat: 'Repeats: {value}',
    label: 'Label {value}',
    priority: 'Priority: {value}',
    person: 'Assigned to {value}',
    project: 'Project: {value}',
  },
  repeat: {
    label: 'Repeat',
    none: 'Does not repeat',
    value: 'Repetition: {value}',
    own: 'In your own words',
    ownPlaceholder: 'every 2 weeks',
    unknown: 'That is not understood. Try “every 2 weeks” or “monthly on the 15th”.',
    set: 'Set',
    fromDone: 'Count from the day it is done',
    end: 'Do not repeat',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    taskWords: typeof messages
  }
}
