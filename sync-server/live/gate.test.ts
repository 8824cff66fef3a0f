import { expect, it } from 'vitest'
import { Gate } from './gate.ts'

it('lets so many in at a time, in order, and another when one has failed', async () => {
  const gate = new Gate(2)
  const inside: number[] = []
  const begun: number[] = []
  const ends: ((fails: boolean) => void)[] = []
  const work = (number: number) =>
    gate
      .run(async () => {
        begun.push(number)
        inside.push(number)
        const fails = await new Promise<boolean>((end) => (ends[number] = end))
        inside.splice(inside.indexOf(number), 1)
        if (fails) throw new Error(`${number} failed`)
        return number
      })
      .catch((error: Error) => error.message)
  const all = [0, 1, 2, 3].map(work)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  ends[1]?.(true)
  expect(await all[1]).toBe('1 failed')
  expect(inside).toEqual([0, 2])
  ends[0]?.(false)
  await all[0]
  expect(inside).toEqual([2, 3])
  ends[3]?.(false)
  ends[2]?.(false)
  expect(await Promise.all(all)).toEqual([0, '1 failed', 2, 3])
  expect(await gate.run(async () => 'free')).toBe('free')
})
