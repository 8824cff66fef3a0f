/** Of the capture box: they come with it. */
export const messages = {
  tag: 'Tag {value}',
  pin: 'Pinned',
  pinTitle: 'Kept at the top',
  keys: 'Enter saves · Shift+Enter begins a new line',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    ideaCapture: typeof messages
  }
}
