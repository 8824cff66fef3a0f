export const uiMessages = {
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  remove: 'Remove',
  continue: 'Continue',
  unknownTime: 'Unknown time',
  justNow: 'just now',
  copied: 'Copied',
  copyFailed: 'Your browser did not allow copying. Select the text and copy it by hand.',
  notifications: 'Notifications',
} as const

declare module './i18n.tsx' {
  interface RoomMessages {
    ui: typeof uiMessages
  }
}
