import { expect, it } from 'vitest'
import { fakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { openAttemptLimit } from './attempt-limit.ts'
import { defaultPasswordCost, hashPassword, isPassword } from './password-hash.ts'

const random = seededRandom(1)
const cheap = { n: 2, r: 1, p: 1 }

it('a password is known by its hash, salted for each account', async () => {
  const [one, two] = [
    await hashPassword('correct horse', { random, cost: cheap }),
    await hashPassword('correct horse', { random, cost: cheap }),
  ]
  expect(one).not.toBe(two)
  expect(one).not.toContain('horse')
  expect(await isPassword('correct horse', one)).toBe(true)
  expect(await isPassword('correct horsE', one)).toBe(false)
  expect(await isPassword('', one)).toBe(false)
})

it('the same letters in another Unicode form are the same password', async () => {
  const hash = await hashPassword('Zo\u00eb und Bj\u00f6rn', { random, cost: cheap })
  expect(await isPassword('Zoe\u0308 und Bjo\u0308rn', hash)).toBe(true)
})

it('a hash keeps the cost it was made with', async () => {
  const hash = await hashPassword('correct horse', { random, cost: { n: 4, r: 2, p: 1 } })
  expect(hash).toMatch(/^scrypt\$4\$2\$1\$/)
  expect(await isPassword('correct horse', hash)).toBe(true)
  expect(defaultPasswordCost.n * defaultPasswordCost.r * 128).toBeGreaterThanOrEqual(64 * 1024 * 1024)
})

it('failures in a row double the wait, success and time end it', () => {
  const clock = fakeClock()
  const limit = openAttemptLimit({ clock, free: 3 })
  const waits = Array.from({ length: 7 }, () => {
    limit.failed('a')
    return limit.waitMs('a')
  })
  expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000])
  expect(limit.waitMs('b')).toBe(0)
  for (let failure = 0; failure < 50; failure += 1) limit.failed('a')
  expect(limit.waitMs('a')).toBe(15 * 60_000)
  clock.advance(15 * 60_000)
  expect(limit.waitMs('a')).toBe(0)
  limit.succeeded('a')
  limit.failed('a')
  expect(limit.waitMs('a')).toBe(0)
})

it('the memory of failures is bounded', () => {
  const limit = openAttemptLimit({ clock: fakeClock(), free: 0 })
  for (let key = 0; key < 20_001; key += 1) limit.failed(String(key))
  expect(limit.waitMs('0')).toBe(0)
  expect(limit.waitMs('20000')).toBe(1_000)
})
