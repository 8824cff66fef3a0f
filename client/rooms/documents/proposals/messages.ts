export const messages = {
  label: 'Proposed change',
  by: 'Proposed by {name}',
  byAgent: 'Proposed by an agent',
  add: 'Adds',
  remove: 'Removes',
  change: 'Changes',
  accept: 'Accept',
  reject: 'Reject',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  waiting: '{count, plural, one {# proposed change} other {# proposed changes}}',
  moved:
    '{count, plural, one {# proposed change no longer fits: its text has changed.} other {# proposed changes no longer fit: their text has changed.}}',
  dismiss: 'Dismiss',
  failed: 'Not accepted: the text has changed since it was proposed.',
  acceptStep: 'Accept a proposed change',
  rejectStep: 'Reject a proposed change',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    proposals: typeof messages
  }
}
