import type { DeviceLock } from '#client/platform/device-lock.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'

/** Whether the PIN is right, as an attempt that forms can show. */
export async function tryPin(lock: DeviceLock, pin: string): Promise<Outcome<'pin-wrong' | 'pin-wait', void>> {
  const answer = await lock.tryPin(pin)
  if (answer.kind === 'open') return done()
  return answer.kind === 'wrong' ? refused('pin-wrong') : refused('pin-wait', timeWords(answer.ms))
}

function timeWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  const [value, unit] = seconds < 90 ? ([seconds, 'second'] as const) : ([Math.ceil(seconds / 60), 'minute'] as const)
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
