import { expect, it } from 'vitest'
import { Inbox } from './inbox.ts'

it('handles in order, waits for what takes time, and is not read above its bound', async () => {
  const handled: number[] = []
  const pauses: boolean[] = []
  const ends: (() => void)[] = []
  const inbox = new Inbox<number>({
    maxWaitingBytes: 10,
    handle: (message) => {
      handled.push(message)
      return message === 2 ? new Promise((resolve) => ends.push(resolve)) : undefined
    },
    pause: (isPaused) => pauses.push(isPaused),
  })
  for (const message of [1, 2, 3, 4]) inbox.take(message, 5)
  expect([handled, pauses]).toEqual([[1, 2], [true]])
  const settled = inbox.settled()
  ends[0]?.()
  await settled
  expect([handled, pauses]).toEqual([
    [1, 2, 3, 4],
    [true, false],
  ])
})
