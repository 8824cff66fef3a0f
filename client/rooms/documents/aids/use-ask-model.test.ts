import { expect, it } from 'vitest'
import { quoted } from './use-ask-model.ts'

it('quotes a passage line by line, and of a very long one both ends', () => {
  expect(quoted(' One\n\nTwo ')).toBe('> One\n> \n> Two')
  const long = quoted(`begin${'x'.repeat(50_000)}end`)
  expect(long.length).toBeLessThan(7_000)
  expect(long).toMatch(/^> begin[^]*\[…\][^]*end$/)
})
