/** What the engine says by itself. The app adds it to its messages as `replica`. */
export const replicaMessages = {
  refusal: {
    'read-only': 'You can read this workspace but not change it.',
    'not-stored': 'This device could not store that, so it was not done. Your work so far is untouched.',
    'invalid-input': 'That can not be done with what was entered.',
    missing: 'This is not there any more.',
    fault: 'Something went wrong. Nothing was changed.',
    other: 'That was not possible: {detail}',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    replica: typeof replicaMessages
  }
}

export function refusalKey(reason: string): Exclude<keyof typeof replicaMessages.refusal, 'other'> | undefined {
  if (reason === 'read-only' || reason === 'not-stored' || reason === 'invalid-input') return reason
  return reason.endsWith('-missing') ? 'missing' : undefined
}
