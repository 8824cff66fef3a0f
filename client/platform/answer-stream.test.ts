import { expect, it } from 'vitest'
import { openAnswerStream } from './answer-stream.ts'

it('adds what is told, begins again when it is told to, and lets go at the end', () => {
  const target = new EventTarget()
  let closed = 0
  const source = { addEventListener: target.addEventListener.bind(target), close: () => (closed += 1) }
  const asked: string[] = []
  const stream = openAnswerStream('/stream', (url) => {
    asked.push(url)
    return source as unknown as EventSource
  })
  const seen: string[] = []
  const stop = stream.subscribe(() => seen.push(stream.text()))
  const tell = (kind: string, data: object) =>
    target.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }))
  tell('piece', { text: 'Good ' })
  tell('piece', { text: 'morning' })
  tell('reset', {})
  tell('piece', { text: 'Hello' })
  tell('end', { state: 'done' })
  expect(seen).toEqual(['Good ', 'Good morning', '', 'Hello', 'Hello'])
  expect([asked, closed]).toEqual([['/stream'], 1])
  stop()
})
