import { expect, it } from 'vitest'
import { calmStatus } from './calm-status.ts'
import type { SyncStatus } from './engine-contract.ts'
import { cell } from './live.ts'

const synced = (at: number): SyncStatus => ({ state: 'synced', at, refused: 0 })
const sending = (unsent: number): SyncStatus => ({ state: 'sending', unsent, refused: 0 })

function setUp() {
  const waiting = new Set<{ at: number; run: () => void }>()
  let now = 0
  const after = (delayMs: number, run: () => void) => {
    const timer = { at: now + delayMs, run }
    waiting.add(timer)
    return () => void waiting.delete(timer)
  }
  const status = cell<SyncStatus>(synced(1))
  const shown = calmStatus(status, { after })
  const told: string[] = []
  shown.subscribe(() => told.push(shown.get().state))
  const pass = (ms: number) => {
    now += ms
    for (const timer of waiting) if (timer.at <= now && waiting.delete(timer)) timer.run()
  }
  return { status, shown, told, pass }
}

it('typing is one change of the screen, and its end another', () => {
  const { status, told, pass } = setUp()
  for (let key = 0; key < 50; key += 1) {
    status.set(sending(1))
    pass(20)
    status.set(synced(key))
    pass(80)
  }
  expect(told).toEqual(['sending'])
  pass(300)
  expect(told).toEqual(['sending', 'synced'])
})

it('never says synced while something waits, and says at once what goes wrong', () => {
  const { status, shown, pass } = setUp()
  status.set(sending(1))
  expect(shown.get().state).toBe('sending')
  status.set(synced(2))
  status.set(sending(2))
  pass(5_000)
  expect(shown.get()).toEqual(sending(2))
  status.set({ state: 'offline', unsent: 2, refused: 0 })
  expect(shown.get().state).toBe('offline')
  status.set(sending(2))
  status.set({ ...synced(3), refused: 1 })
  expect(shown.get()).toMatchObject({ state: 'synced', refused: 1 })
})

it('counts on while sending takes long', () => {
  const { status, shown, pass } = setUp()
  for (let unsent = 1; unsent <= 30; unsent += 1) {
    status.set(sending(unsent))
    pass(100)
  }
  expect(shown.get()).toMatchObject({ unsent: 21 })
  pass(1_000)
  expect(shown.get()).toMatchObject({ unsent: 30 })
})
