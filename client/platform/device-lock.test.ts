import { beforeEach, describe, expect, it } from 'vitest'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { DeviceLock } from './device-lock.ts'
import { lockKey } from './lock-note.ts'
import type { Keepsakes } from './ports.ts'
import { fakeKeepsakes } from './testing/fake-edges.ts'

const owner = { id: 'account_ada', name: 'Ada', email: 'ada@example.org' }
const pin = '271828'

let nowMs: number
let notes: Keepsakes
let kept: string | undefined
let held: Map<DeviceLock, Set<string>>
let random: ReturnType<typeof seededRandom>

beforeEach(() => {
  nowMs = 1_000_000
  notes = fakeKeepsakes()
  kept = undefined
  held = new Map()
  random = seededRandom(1)
})

/** A tab of the device; `close` ends what it holds, `tab` is what it remembers over a reload. */
function openTab(tab = fakeKeepsakes()) {
  const names = new Set<string>()
  const lock: DeviceLock = new DeviceLock({
    clock: { now: () => nowMs },
    random,
    notes,
    tab,
    hold: async (name) => void names.add(name),
    isHeld: async (name) => [...held.values()].some((each) => each.has(name)),
    keep: async (note) => void (kept = note),
    kept: async () => kept,
    derive: async (word, salt, rounds) => `${word} ${salt} ${rounds}`,
  })
  held.set(lock, names)
  return { lock, tab, close: () => void held.delete(lock) }
}

async function locked() {
  const first = openTab()
  await first.lock.set({ pin, owner, idleMinutes: 15 })
  return first
}

describe('a device with a lock', () => {
  it('opens with the PIN and with nothing else, and its note does not hold the PIN', async () => {
    const first = await locked()
    first.close()
    const next = openTab()
    expect(await next.lock.isOpen()).toBe(false)
    expect(await next.lock.tryPin('271829')).toEqual({ kind: 'wrong' })
    expect(await next.lock.tryPin(pin)).toEqual({ kind: 'open' })
    expect(next.lock.owner).toEqual(owner)
    await next.lock.remove()
    expect(await openTab().lock.isOpen()).toBe(true)
  })

  it('is open in tabs beside one that is, and after a reload, but not after the last one was closed', async () => {
    const first = await locked()
    const beside = openTab()
    expect(await beside.lock.isOpen()).toBe(true)
    await beside.lock.enter()
    first.close()
    beside.lock.leave()
    beside.close()
    const again = openTab(beside.tab)
    expect(await again.lock.isOpen()).toBe(true)
    expect(await openTab().lock.isOpen()).toBe(false)
    nowMs += 15_000
    expect(await openTab(beside.tab).lock.isOpen()).toBe(false)
  })

  it('when it is locked, no tab is open any more, whatever it held or remembers', async () => {
    const first = await locked()
    first.lock.leave()
    await first.lock.lock()
    first.lock.leave()
    expect(await first.lock.isOpen()).toBe(false)
    expect(await openTab(first.tab).lock.isOpen()).toBe(false)
  })

  it('is idle when nobody has done anything in any tab for as long as was said', async () => {
    const first = await locked()
    const beside = openTab()
    first.lock.noteActivity()
    nowMs += 14 * 60_000
    beside.lock.noteActivity()
    nowMs += 14 * 60_000
    expect(first.lock.isIdle()).toBe(false)
    nowMs += 60_000
    expect(first.lock.isIdle()).toBe(true)
  })

  it('is locked when a browser that was killed has forgotten the note, and wrong PINs count all the same', async () => {
    ;(await locked()).close()
    for (let round = 0; round < 5; round += 1) {
      notes.remove(lockKey)
      const { lock } = openTab()
      await lock.restore()
      expect(await lock.isOpen()).toBe(false)
      expect(await lock.tryPin('000000')).toEqual({ kind: 'wrong' })
    }
    notes.remove(lockKey)
    const { lock } = openTab()
    await lock.restore()
    expect(await lock.tryPin(pin)).toMatchObject({ kind: 'wait' })
    nowMs += 30_000
    expect(await lock.tryPin(pin)).toEqual({ kind: 'open' })
    const older = notes.get(lockKey) ?? ''
    await lock.remove()
    notes.put(lockKey, older)
    await lock.restore()
    expect(lock.owner).toBeUndefined()
  })

  it('with a note that can not be read opens with no PIN', async () => {
    kept = '{'
    notes.put(lockKey, '{')
    const { lock } = openTab()
    expect(await lock.isOpen()).toBe(false)
    expect(await lock.tryPin('')).toEqual({ kind: 'wrong' })
  })
})

describe('wrong PINs', () => {
  it('after five each takes a longer wait, also in another tab and under a clock that was set back', async () => {
    ;(await locked()).close()
    const { lock } = openTab()
    for (let round = 0; round < 5; round += 1) expect(await lock.tryPin('000000')).toEqual({ kind: 'wrong' })
    expect(await lock.tryPin(pin)).toEqual({ kind: 'wait', ms: 30_000 })
    nowMs -= 3_600_000
    expect(await openTab().lock.tryPin(pin)).toEqual({ kind: 'wait', ms: 30_000 })
    nowMs += 3_600_000 + 30_000
    expect(await lock.tryPin('000000')).toEqual({ kind: 'wrong' })
    expect(await lock.tryPin(pin)).toEqual({ kind: 'wait', ms: 60_000 })
    nowMs += 60_000
    expect(await lock.tryPin(pin)).toEqual({ kind: 'open' })
    expect(await lock.tryPin('000000')).toEqual({ kind: 'wrong' })
    expect(await lock.tryPin(pin)).toEqual({ kind: 'open' })
  })

  it('a wait is an hour at most', async () => {
    ;(await locked()).close()
    const { lock } = openTab()
    for (let round = 0; round < 30; round += 1) {
      await lock.tryPin('000000')
      nowMs += 3_600_000
    }
    await lock.tryPin('000000')
    expect(await lock.tryPin(pin)).toEqual({ kind: 'wait', ms: 3_600_000 })
  })

  it('are counted before they are looked at', async () => {
    ;(await locked()).close()
    const { lock } = openTab()
    const tries = Array.from({ length: 7 }, () => lock.tryPin('000000'))
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait', 'wait'])
  })
})
