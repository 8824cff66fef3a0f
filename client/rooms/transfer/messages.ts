import { reportSentences } from '#shared/rooms/documents/index.ts'
import { labels } from './labels.ts'

export const messages = {
  ...labels,
  import: {
    title: 'Import Markdown',
    intro:
      'An Obsidian vault, a Notion export (Markdown and CSV) or any folder of Markdown becomes documents, with folders, links, pictures and other files. Nothing leaves this device on the way.',
    drop: 'Drop a folder, a zip or Markdown files here',
    dropNow: 'Let go to look at what is in it',
    or: 'or',
    folder: 'Choose a folder',
    zip: 'Choose a zip or files',
    phoneHint: 'On a phone, choose a zip of the folder, or single notes.',
    readOnly: 'You can read this workspace, but not add to it.',
    reading: 'Looking at what is in it…',
    notAZip: 'This file is not a zip that can be read.',
    tooManyEntries: 'This zip holds more files than can be imported at once.',
    zip64: 'This zip is too large to be read here. Import it as a folder, or with “nexus import markdown”.',
    unreadable: 'It could not be read: {reason}',
    nothing: 'There is nothing in “{name}” that can be imported.',
  },
  plan: {
    title: 'In “{name}”',
    notes: '{count, plural, =0 {no notes} one {# note} other {# notes}}',
    files: '{count, plural, =0 {no other files} one {# other file} other {# other files}}',
    folders: '{count, plural, =0 {no folders} one {# folder} other {# folders}}',
    size: '{size} in all',
    skipped: '{count, plural, one {# file stays out} other {# files stay out}}',
    into: 'Put everything into a folder named “{name}”',
    start: 'Import',
    other: 'Choose something else',
  },
  running: {
    title: 'Importing “{name}”',
    phases: { files: 'Storing files', notes: 'Making documents', texts: 'Writing texts and links' },
    count: '{done, number} of {total, number}',
    stop: 'Stop',
    stopping: 'Stopping…',
    hint: 'You can go on working meanwhile. Closing this page stops the import; run it again and it goes on from there.',
  },
  report: {
    done: '“{name}” is imported',
    stopped: 'Stopped: what was imported so far is here',
    refused: 'The import could not go on',
    refusedBody: 'The workspace took no more ({reason}). What was imported so far is here.',
    goOn: 'Go on',
    again: 'Import something else',
    open: 'Open documents',
    copy: 'Copy report',
    asMarkdown: 'Report as Markdown',
    asCsv: 'Report as CSV',
    show: 'Show',
    kinds: {
      skipped: 'Skipped',
      changed: 'Changed',
      remarks: 'With remarks',
      present: 'Here already',
      imported: 'Unchanged',
    },
    none: 'Nothing of this kind.',
    more: 'Show all {count, number}',
    list: 'Files of the import',
  },
  remarks: reportSentences,
  export: {
    title: 'Export as Markdown',
    intro:
      'Every document as a Markdown file in its folders, with pictures and files beside them, in one zip. It can be read by Obsidian and any editor, and imported again without a loss.',
    scope: 'What to export',
    everything: 'The whole workspace',
    start: 'Export',
    empty: 'There are no documents to export yet.',
    writing: 'Writing {done, number} of {total, number}',
    stop: 'Stop',
    done: '{documents, plural, one {# document} other {# documents}} and {files, plural, =0 {no files} one {# file} other {# files}} are in {name}.',
    missing:
      '{count, plural, one {# file was} other {# files were}} not on this device and could not be fetched: {names}',
    failed: 'The export could not be finished: {reason}',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    transfer: typeof messages
  }
}
