import { labels } from './labels.ts'

export const messages = {
  ...labels,
  field: 'Search this workspace',
  placeholder: 'Words, "a phrase", -without…',
  kinds: 'Kind',
  kind: { all: 'All', document: 'Documents', idea: 'Ideas', task: 'Tasks' },
  scopes: 'Where',
  scope: { here: 'This workspace', all: 'All workspaces' },
  fieldAll: 'Search all workspaces',
  unknownWorkspace: 'Another workspace',
  similar: 'Similar: {words}',
  similarCount: '{count, plural, one {# thing with similar words} other {# things with similar words}}',
  results: 'Results',
  resultsIn: 'Results in {name}',
  count: '{count, plural, =0 {Nothing found} one {# thing found} other {# things found}}',
  onlySimilar: 'Nothing with exactly these words',
  near: '{count, plural, one {# thing close in meaning} other {# things close in meaning}}',
  byMeaning: 'Close in meaning',
  untitled: 'Untitled',
  start: 'Look for anything that was written',
  startText:
    'Documents, ideas and tasks are searched to the last word, also without a connection. Put "words in quotes" to find them together, -word to leave something out, in:"Folder" to stay in one place.',
  nothing: 'Nothing holds all of that',
  nothingText: 'Try fewer words, or only the beginning of one.',
  reading:
    '{count, plural, one {# document on this device is} other {# documents on this device are}} still being read',
  offline: 'The server can not be reached: this is what is on this device',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    search: typeof messages
  }
}
