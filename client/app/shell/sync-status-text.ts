import type { SyncStatus } from '#client/replica/index.ts'
import type { Text } from '#client/ui/i18n.tsx'

export interface SyncSentences {
  /** A few words for the corner of the screen. */
  readonly short: string
  /** A sentence that says what it means for the person's work. */
  readonly long: string
  readonly tone: 'calm' | 'busy' | 'waiting' | 'problem'
  /** What is not on the server yet, beside the state; absent when nothing waits. */
  readonly unsent?: string
  readonly refused?: string
  /** A part of the workspace has never been on this device, and does not come now. */
  readonly partly?: string
}

/** The state of the outbox and the link in words. Says "synced" for the state `synced` only. */
export function syncSentences(status: SyncStatus, t: Text<'shell'>, timeOf: (at: number) => string): SyncSentences {
  const refused = status.refused > 0 ? { refused: t('status.refused', { refused: status.refused }) } : {}
  return {
    ...stateSentences(status, t, timeOf),
    ...unsentSentence(status, t),
    ...partlySentence(status, t),
    ...refused,
  }
}

function stateSentences(
  status: SyncStatus,
  t: Text<'shell'>,
  timeOf: (at: number) => string,
): Pick<SyncSentences, 'short' | 'long' | 'tone'> {
  switch (status.state) {
    case 'local':
      return { short: t('status.local'), long: t('status.localLong'), tone: 'calm' }
    case 'offline':
      return { short: t('status.offline'), long: t('status.offlineLong'), tone: 'waiting' }
    case 'connecting':
      return { short: t('status.connecting'), long: t('status.connectingLong'), tone: 'busy' }
    case 'busy':
      return { short: t('status.busy'), long: t('status.busyLong'), tone: 'waiting' }
    case 'bootstrapping':
      return bootstrappingSentences(status, t)
    case 'sending':
      return { short: t('status.sending', { unsent: status.unsent }), long: t('status.sendingLong'), tone: 'busy' }
    case 'synced':
      return { short: t('status.synced', { time: timeOf(status.at) }), long: t('status.syncedLong'), tone: 'calm' }
    case 'signed-out':
      return { short: t('status.signedOut'), long: t('status.signedOutLong'), tone: 'problem' }
    case 'failed':
      return { short: t('status.failed'), long: status.sentence, tone: 'problem' }
  }
}

/** "Sending" already counts them. */
function unsentSentence(status: SyncStatus, t: Text<'shell'>): Pick<SyncSentences, 'unsent'> {
  if (!('unsent' in status) || status.unsent === 0 || status.state === 'sending') return {}
  return { unsent: t('status.unsent', { unsent: status.unsent }) }
}

function bootstrappingSentences(
  { done, total }: { readonly done: number; readonly total: number },
  t: Text<'shell'>,
): Pick<SyncSentences, 'short' | 'long' | 'tone'> {
  const percent = Math.floor((100 * done) / total)
  return {
    short: t('status.bootstrapping', { percent: String(percent) }),
    long: t('status.bootstrappingLong', { done, total }),
    tone: 'busy',
  }
}

function partlySentence({ state, coming }: SyncStatus, t: Text<'shell'>): Pick<SyncSentences, 'partly'> {
  return coming && state !== 'bootstrapping' && state !== 'connecting' ? { partly: t('status.partly') } : {}
}
