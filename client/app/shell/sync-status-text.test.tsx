import { createTranslator } from 'use-intl'
import { describe, expect, it } from 'vitest'
import type { SyncStatus } from '#client/replica/index.ts'
import type { Text } from '#client/ui/i18n.tsx'
import { shellMessages } from './messages.ts'
import { syncSentences } from './sync-status-text.ts'

const t = createTranslator({
  locale: 'en',
  messages: { shell: shellMessages },
  namespace: 'shell',
}) as unknown as Text<'shell'>
const said = (status: SyncStatus) => syncSentences(status, t, (at) => `time ${at}`)

describe('syncSentences', () => {
  it('says that a local workspace is on this device, and nothing of sending', () => {
    const { short, unsent, refused } = said({ state: 'local', refused: 0 })
    expect([short, unsent, refused]).toEqual(['On this device', undefined, undefined])
  })

  it('says when it was synced, and only then', () => {
    expect(said({ state: 'synced', at: 7, refused: 0 }).short).toBe('Synced at time 7')
    const others: SyncStatus[] = [
      { state: 'local', refused: 0 },
      { state: 'offline', unsent: 2, refused: 0 },
      { state: 'connecting', unsent: 0, refused: 0 },
      { state: 'sending', unsent: 1, refused: 0 },
      { state: 'busy', unsent: 1, refused: 0 },
      { state: 'bootstrapping', done: 1, total: 3, unsent: 0, refused: 0 },
      { state: 'signed-out', unsent: 1, refused: 0 },
      { state: 'failed', sentence: 'The disk is full.', unsent: 1, refused: 0 },
    ]
    for (const status of others) expect(Object.values(said(status)).join(' ').toLowerCase()).not.toContain('synced')
  })

  it('counts what waits beside the state, once', () => {
    expect(said({ state: 'offline', unsent: 1, refused: 0 })).toMatchObject({
      short: 'Offline',
      unsent: '1 change not sent',
      tone: 'waiting',
    })
    expect(said({ state: 'offline', unsent: 12, refused: 0 }).unsent).toBe('12 changes not sent')
    expect(said({ state: 'offline', unsent: 0, refused: 0 }).unsent).toBeUndefined()
    expect(said({ state: 'sending', unsent: 3, refused: 0 })).toMatchObject({
      short: 'Sending 3 changes…',
      tone: 'busy',
    })
    expect(said({ state: 'sending', unsent: 3, refused: 0 }).unsent).toBeUndefined()
  })

  it('gives the reason of a failure and mentions refused changes in every state', () => {
    const failed = said({ state: 'failed', sentence: 'The disk is full.', unsent: 0, refused: 2 })
    expect(failed).toMatchObject({ long: 'The disk is full.', tone: 'problem', refused: '2 changes refused' })
    expect(said({ state: 'synced', at: 1, refused: 1 }).refused).toBe('1 change refused')
  })

  it('[SY28] says how far a first fetch is, and that something is missing when it does not go on', () => {
    const coming = { done: 1_200, total: 3_000 }
    expect(said({ state: 'bootstrapping', ...coming, coming, unsent: 0, refused: 0 })).toMatchObject({
      short: 'Fetching… 40 %',
      long: '1,200 of 3,000 things are here and can be used; the rest is on its way.',
      tone: 'busy',
    })
    expect(said({ state: 'offline', coming, unsent: 0, refused: 0 }).partly).toMatch(
      /^Not everything is on this device/,
    )
    expect(said({ state: 'offline', unsent: 0, refused: 0 }).partly).toBeUndefined()
    expect(said({ state: 'connecting', coming, unsent: 0, refused: 0 }).partly).toBeUndefined()
  })
})
