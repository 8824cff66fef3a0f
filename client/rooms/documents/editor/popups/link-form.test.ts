import { expect, it } from 'vitest'
import { completeAddress } from './link-form.tsx'

it.each([
  ['example.org', 'https://example.org'],
  [' https://example.org/a?b#c ', 'https://example.org/a?b#c'],
  ['localhost:8787/x', 'https://localhost:8787/x'],
  ['me@example.org', 'mailto:me@example.org'],
  ['tel:+491234', 'tel:+491234'],
  ['', ''],
  ['two words', undefined],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
])('%s becomes %s', (typed, href) => expect(completeAddress(typed)).toBe(href))
