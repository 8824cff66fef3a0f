import { describe, expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { type AwarenessEntry, encodeEntries } from './y-messages.ts'
import { type Speaker, YPresence } from './y-presence.ts'

const speaker = (session: number, name: string): Speaker => ({
  session,
  principal: `user:${name}` as PrincipalId,
  name,
})
const entry = (client: number, clock: number, state: unknown = { at: clock }): AwarenessEntry => ({
  client,
  clock,
  state: JSON.stringify(state),
})
const stateOf = (found: AwarenessEntry | undefined) => found && (JSON.parse(found.state) as Record<string, unknown>)

describe('[SY78] what a stock session says', () => {
  it('is heard of its first client only, so that what it repeats of others stays unheard', () => {
    const presence = new YPresence()
    const ada = speaker(1, 'ada')
    expect(stateOf(presence.said([entry(10, 1)], ada))).toMatchObject({ at: 1 })
    expect(presence.said([entry(11, 5)], ada)).toBeUndefined()
    expect(presence.said([entry(11, 6), entry(10, 2)], ada)).toMatchObject({ client: 10, clock: 2 })
    expect(presence.said([entry(10, 3, null)], ada)).toEqual({ client: 10, clock: 3, state: 'null' })
  })

  it('is not heard under a client of another principal, before or after it has one of its own', () => {
    const presence = new YPresence()
    presence.said([entry(10, 1)], speaker(1, 'ada'))
    const bob = speaker(2, 'bob')
    expect(presence.said([entry(10, 9)], bob)).toBeUndefined()
    expect(presence.said([entry(10, 9), entry(20, 1)], bob)).toMatchObject({ client: 20 })
    expect(presence.said([entry(10, 10)], bob)).toBeUndefined()
  })

  it('moves with the same principal to a new socket; what the old one leaves behind does not take it away', () => {
    const presence = new YPresence()
    const [old, next] = [speaker(1, 'ada'), speaker(2, 'ada')]
    presence.said([entry(10, 1)], old)
    expect(presence.said([entry(10, 1)], next)).toMatchObject({ client: 10 })
    expect(presence.heard(new Uint8Array(), old)).toEqual([])
    expect(presence.heard(new Uint8Array(), next)).toEqual([{ client: 10, clock: 1, state: 'null' }])
  })

  it('is never the word that a client has left which it has not been', () => {
    const presence = new YPresence()
    expect(presence.said([entry(10, 1, null)], speaker(1, 'ada'))).toBeUndefined()
  })
})

describe('[SY78] what is told of others', () => {
  it('carries the name that the server knows, whatever they call themselves, and a colour', () => {
    const presence = new YPresence()
    const claimed = { user: { name: 'Somebody else', color: 'red' }, cursor: 1 }
    const [own] = presence.heard(encodeEntries([entry(10, 1, claimed)]), speaker(1, 'ada'))
    expect(stateOf(own)).toEqual({ cursor: 1, user: { name: 'ada', color: 'red', principal: 'user:ada' } })
    const [plain] = presence.heard(encodeEntries([entry(11, 1, {})]), speaker(1, 'ada'))
    expect(stateOf(plain)?.user).toMatchObject({ name: 'ada', color: expect.stringMatching(/^#[0-9a-f]{6}$/) })
    const nameless = presence.heard(encodeEntries([entry(12, 1, claimed)]), { ...speaker(1, 'ada'), name: undefined })
    expect(stateOf(nameless[0])?.user).toMatchObject({ name: 'Somebody else', principal: 'user:ada' })
  })

  it('leaves a device all its clients, drops those of others, and says that all of them have left', () => {
    const presence = new YPresence()
    presence.said([entry(10, 1)], speaker(1, 'ada'))
    const device = speaker(2, 'bob')
    const heard = presence.heard(encodeEntries([entry(10, 5), entry(20, 1), entry(21, 4)]), device)
    expect(heard.map(({ client }) => client)).toEqual([20, 21])
    expect(presence.heard(new Uint8Array(), device)).toEqual([
      { client: 20, clock: 1, state: 'null' },
      { client: 21, clock: 4, state: 'null' },
    ])
  })

  it('is nothing when it can not be read', () => {
    const presence = new YPresence()
    for (const bytes of [Uint8Array.of(3, 1), Uint8Array.of(1, 1, 1, 1, 123), Uint8Array.of(255, 255, 255, 255, 15)])
      expect(presence.heard(bytes, speaker(1, 'ada'))).toEqual([])
  })
})
