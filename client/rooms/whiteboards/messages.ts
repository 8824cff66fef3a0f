export const messages = {
  label: 'Whiteboards',
  untitled: 'Untitled board',
  newBoard: 'New whiteboard',
  newBoardStarter: 'Draw on a whiteboard',
  copyOf: 'Copy of {title}',
  recent: 'Recent whiteboards',
  emptyTitle: 'No whiteboards yet',
  emptyText: 'Draw, write sticky notes, join them with arrows, alone or together. Works without a network.',
  emptyViewer: 'When someone draws a whiteboard in this workspace, it appears here.',
  changedBy: '{time} · {name}',
  more: 'More for {title}',
  rename: 'Rename',
  newName: 'New name of {title}',
  duplicate: 'Duplicate',
  duplicated: '“{title}” is there',
  trash: 'Move to trash',
  trashed: '“{title}” is in the trash',
  trashTitle: 'Trash',
  trashCount: '{count, plural, one {Trash, # whiteboard} other {Trash, # whiteboards}}',
  restore: 'Restore',
  restoreLabel: 'Restore {title}',
  restored: '“{title}” is back',
  versions: {
    open: 'History',
    facts: 'About the whiteboard',
    empty: 'Nothing was drawn yet.',
    sum: '{added, plural, =0 {Nothing} one {# thing} other {# things}} added, {changed, plural, =0 {none} other {#}} changed, {removed, plural, =0 {none} other {#}} removed',
  },
  board: {
    back: 'Back to all whiteboards',
    title: 'Title',
    canvas: 'Drawing of {title}',
    drawing: 'Drawing',
    opening: 'Opening the whiteboard',
    readOnly: 'Read only',
    inTrash: 'This whiteboard is in the trash.',
    missingTitle: 'This whiteboard is not here',
    missingText: 'It may not have reached this device yet, or you may not see it any more.',
    failedTitle: 'This whiteboard cannot be opened',
    notStoredTitle: 'The drawing tools are not on this device yet',
    notStoredText:
      'They are kept for use without a network a moment after the first visit. Connect once and try again.',
    tryAgain: 'Try again',
    people: 'Also here',
    morePeople: '{count, plural, one {# more person} other {# more people}}',
  },
  picture: {
    tooLarge: 'This picture is too large to keep.',
    notStored: 'This picture could not be kept on this device.',
    readOnly: 'You can look at this whiteboard, but not change it.',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    whiteboards: typeof messages
  }
}
