import { createTranslator } from 'use-intl'
import { expect, it } from 'vitest'
import type { Text } from '#client/ui/i18n.tsx'
import { faultSentence } from './fault-sentence.ts'
import { messages } from './messages.ts'

const t = createTranslator({
  locale: 'en',
  messages: { settings: messages },
  namespace: 'settings',
}) as unknown as Text<'settings'>
const said = (reason: string, detail?: string) => faultSentence(t, { ok: false, reason, ...(detail && { detail }) })

it('says the way out for what it knows', () => {
  expect(said('unreachable')).toContain('safe on this device')
  expect(said('email-taken')).toContain('Sign in with it instead')
  expect(said('last-owner')).toContain('Make someone else an owner')
  expect(said('invalid-input', 'email: not an address')).toBe('Please check what you entered: email: not an address')
})

it('shows the server’s own sentence for what it does not know, and never nothing', () => {
  expect(said('new-code', 'The moon is full.')).toBe('That did not work: The moon is full.')
  expect(said('toString')).toBe('That did not work: toString')
})
