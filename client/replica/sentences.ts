import type { StoreTrouble } from '#client/platform/store.ts'
import { closeCodes } from '#shared/protocol/codes.ts'
import type { Lost } from './loss-note.ts'

/** What the engine has to say about the world, beyond refusals of the server (shared/protocol/codes.ts). English is the only catalogue. */
export const storeSentences: Readonly<Record<StoreTrouble, string>> = {
  full: 'This device has no room left. What you write now is kept in this tab only: free some space, or copy your text.',
  closed: 'Nexus was updated in another tab. Reload this page to go on; copy unsaved text first.',
  lost: 'The browser removed what Nexus had stored on this device. Copy your text, then reload this page.',
  other: 'This device could not store your last changes. Nexus keeps trying; copy your text to be safe.',
}

export const nothingStoredSentence =
  'This browser lets Nexus store nothing, as in a private window. What you write is gone when you close this page: copy it, or sync the workspace.'

export const newerStoredSentence =
  'This browser holds the data of a newer version of Nexus. Reload this page to get it; until then nothing is stored here.'

/** What a device had is gone, from under Nexus; of what was not on a server, nothing comes back. */
export function lostSentence({ unsent, hasLocal }: Lost): string {
  const lost = [
    ...(unsent > 0 ? [`${unsent === 1 ? 'one change that was' : `${unsent} changes that were`} not sent yet`] : []),
    ...(hasLocal ? ['work that was on this device only'] : []),
  ].join(' and ')
  return `The browser removed what Nexus had stored on this device. Gone for good: ${lost}. What was synced comes back.`
}

/** Of close codes after which the client does not connect by itself. */
export function closeSentence(code: number): string {
  switch (code) {
    case closeCodes.versionTooOld:
      return 'The server is newer than this page. Reload it to go on syncing; your changes are kept on this device.'
    case closeCodes.versionTooNew:
      return 'The server is older than this page and has to be updated. Your changes are kept on this device.'
    case closeCodes.malformed:
      return 'The server could not understand this page. Reload it; your changes are kept on this device.'
    default:
      return `The server ended the connection for good (${code}). Your changes are kept on this device.`
  }
}

export const noAccessSentence =
  'You no longer have access to this workspace. Its copy was removed from this device; what was not sent is kept among the refused changes.'

/** Of a server that was restored from a backup, and may not know what it has lost. */
export const keptCopySentence =
  'The server was restored from a backup and does not know this workspace. What is on this device stays here; tell whoever runs the server.'

/** Of words that stood in a field when its page went. */
export const tooLateSentence =
  'This was typed right before Nexus was closed, and could not be stored: the item was changed or removed since, or you may not change it any more. Your words are kept here.'

/** The lease of a workspace is over. */
export const withheldSentence =
  'This device has not heard from the server for too long, so this workspace is not shown. Connect to the server to go on; what you have not sent is kept.'
/** The workspace that a new device starts with. */
export const firstWorkspaceName = 'My workspace'
export const someone = 'Someone'
export const myself = 'You'
