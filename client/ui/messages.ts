export const uiMessages = {
  cancel: 'Cancel',
  undo: 'Undo',
  partFailed: 'This part stopped working. Your work is saved.',
  tryAgain: 'Try again',
  unknownTime: 'Unknown time',
  justNow: 'just now',
  added: 'added:',
  removed: 'removed:',
  copied: 'Copied',
  copyFailed: 'Your browser did not allow copying. Select the text and copy it by hand.',
} as const

declare module './i18n.tsx' {
  interface RoomMessages {
    ui: typeof uiMessages
  }
}
