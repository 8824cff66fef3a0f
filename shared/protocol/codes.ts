/** Why the server refused, with the sentence a person reads. Numbers go over the wire and are never given a second meaning. */
export const refusals = {
  'not-signed-in': {
    number: 1,
    sentence: 'You are signed out on this device. Sign in again to send what is waiting here.',
  },
  'no-access': { number: 2, sentence: 'You no longer have access to this.' },
  'read-only': { number: 3, sentence: 'You can read this but not change it.' },
  malformed: { number: 4, sentence: 'The server could not read this change.' },
  'too-large': { number: 5, sentence: 'This change is larger than the server accepts.' },
  'quota-exceeded': {
    number: 6,
    sentence: 'The organisation has no more room. Your work is kept here and is sent when there is.',
  },
  'depends-on-refused': {
    number: 7,
    sentence: 'An earlier change of the same item was refused, and this one builds on it.',
  },
  'too-many': { number: 8, sentence: 'Too many requests at once. Nexus will try again.' },
  'unknown-type': { number: 9, sentence: 'The server does not know this kind of item. It may need an update.' },
  'history-gone': {
    number: 10,
    sentence: 'The server keeps the single changes since your last visit no longer. Nexus reads everything anew.',
  },
  'actor-taken': {
    number: 11,
    sentence: 'Another device writes under the same name, so the server could not tell the two apart. Send it again.',
  },
  'missing-changes': { number: 12, sentence: 'This change builds on changes that the server does not have.' },
  unavailable: {
    number: 13,
    sentence:
      'The server can not use the data of this workspace at the moment. Nexus keeps trying; your work is kept here.',
  },
  'disk-full': {
    number: 15,
    sentence: 'The server has no room on its disk. Your work is kept here and is sent when there is.',
  },
  'may-not-move': {
    number: 14,
    sentence:
      'You may not move this there: it takes the right to change both places, and to share it where others would see it.',
  },
} as const satisfies Record<string, { number: number; sentence: string }>

export type RefusalCode = keyof typeof refusals

/** WebSocket close codes. 4400–4499 are final: the client says why and does not reconnect by itself. */
export const closeCodes = {
  goingAway: 1001,
  malformed: 4400,
  signedOut: 4401,
  /** A key that is good for less than all that its owner may. */
  limitedKey: 4405,
  versionTooOld: 4426,
  versionTooNew: 4427,
  overloaded: 4503,
  /** The server holds as many connections as it can. */
  full: 4504,
  slowReader: 4508,
} as const

export const protocolVersion = 4

export const defaultLimits = {
  maxFrameBytes: 4 * 1024 * 1024,
  maxChangeBytes: 2 * 1024 * 1024,
  maxPushChanges: 500,
  maxPresenceBytes: 64 * 1024,
  maxWatches: 500,
  idleMs: 60_000,
  leaseMs: 30 * 24 * 60 * 60 * 1_000,
} as const
