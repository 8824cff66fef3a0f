export const messages = {
  label: 'Proposed change',
  labelOf: 'Proposed change {index, number} of {count, number}: {kind}',
  changes: 'Proposed changes',
  by: 'Proposed by {name}',
  byAgent: 'Proposed by an agent',
  add: 'Adds',
  remove: 'Removes',
  change: 'Changes',
  accept: 'Accept',
  reject: 'Reject',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  next: 'Next change',
  previous: 'Previous change',
  keys: 'A accepts, R rejects, F8 and Shift F8 go on and back, Escape returns to the text.',
  waiting: '{count, plural, one {# proposed change} other {# proposed changes}}',
  accepted: 'Accepted.',
  rejected: 'Rejected.',
  left: '{count, plural, =0 {Nothing waits any more.} one {One waits still.} other {# wait still.}}',
  lost: 'Does not fit any more: its text has changed',
  again: 'Propose it again',
  askedAgain: 'Asked again.',
  dismiss: 'Dismiss',
  failed:
    '{count, plural, one {Not accepted: the text has changed since it was proposed.} other {# not accepted: the text has changed since they were proposed.}}',
  acceptStep: '{count, plural, one {Accept a proposed change} other {Accept # proposed changes}}',
  rejectStep: '{count, plural, one {Reject a proposed change} other {Reject # proposed changes}}',
  question:
    'What you proposed for “{title}” does not fit any more, because its text has been changed meanwhile. Read it again, and propose a change with the same purpose that fits what it says now.{reason}',
  purpose: ' Its purpose was: {reason}',
  was: 'It was to replace:',
  by2: 'by:',
  nothing: '(nothing)',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    proposals: typeof messages
  }
}
