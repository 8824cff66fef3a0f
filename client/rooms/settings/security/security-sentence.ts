import type { Refused } from '#shared/kit/outcome.ts'
import type { Text } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

type Known = keyof typeof messages.errors
const isKnown = (reason: string): reason is Known => Object.hasOwn(messages.errors, reason)

/** Why it did not work, with the way out where there is one. */
export function securitySentence(t: Text<'security'>, { reason, detail }: Refused<string>): string {
  if (reason === 'unreachable') return t('unreachable')
  if (isKnown(reason)) return t(`errors.${reason}`, { detail: detail ?? '' })
  return t('failed', { reason: detail ?? reason })
}

type KnownProblem = keyof typeof messages.problems
const isKnownProblem = (problem: string): problem is KnownProblem => Object.hasOwn(messages.problems, problem)

/** What went wrong on the way to a provider and back, by the `problem` of the address. */
export function problemSentence(t: Text<'security'>, problem: string): string {
  return t(`problems.${isKnownProblem(problem) ? problem : 'other'}`)
}
