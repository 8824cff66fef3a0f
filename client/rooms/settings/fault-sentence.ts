import type { Refused } from '#shared/kit/outcome.ts'
import type { Text } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

type KnownReason = keyof typeof messages.account.errors
const isKnown = (reason: string): reason is KnownReason => Object.hasOwn(messages.account.errors, reason)

/** Why the server said no, in a sentence with the way out where we know one. */
export function faultSentence(t: Text<'settings'>, { reason, detail }: Refused<string>): string {
  if (reason === 'unreachable') return t('fault.unreachable')
  if (reason === 'last-owner') return t('members.lastOwner')
  if (isKnown(reason)) return t(`account.errors.${reason}`, { detail: detail ?? '' })
  return t('fault.other', { reason: detail ?? reason })
}
