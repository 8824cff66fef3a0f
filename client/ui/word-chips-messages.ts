/** Of what was understood in a field of words: they come with the fields. */
export const wordChipsMessages = {
  understood: 'Understood',
  asWords: 'Leave “{text}” as words',
  said: 'Understood: {what}. Escape leaves all of it as words.',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    wordChips: typeof wordChipsMessages
  }
}
