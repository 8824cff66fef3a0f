import { createFormatter } from 'use-intl'
import { expect, it } from 'vitest'
import { bytesText } from './bytes-text.ts'

it('writes sizes as people of the locale do', () => {
  const english = createFormatter({ locale: 'en-GB', timeZone: 'UTC' })
  const german = createFormatter({ locale: 'de-DE', timeZone: 'UTC' })
  expect([0, 999, 1000, 1_240_000, 12_400_000, 3e15].map((bytes) => bytesText(bytes, english))).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '1.2 MB',
    '12 MB',
    '3,000 TB',
  ])
  expect(bytesText(1_240_000, german)).toBe('1,2 MB')
})
