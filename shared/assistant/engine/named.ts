import { wordsOf } from '../records/matcher.ts'
import type { Directory, KnownPerson } from '../records/directory.ts'

/** What people put a name in, and what ends their sentence. */
export function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["“”']([^"“”]*)["“”']$/su, '$1')
    .replace(/[.!]$/u, '')
    .trim()
}

/** Whom a name or a first name means. undefined: nobody, or more than one. */
export function personNamed(name: string, { me, people }: Directory): KnownPerson | undefined {
  const asked = wordsOf(name).join(' ')
  if (asked === 'me') return me
  const fitting = people.filter((person) => {
    const parts = wordsOf(person.name)
    return parts.join(' ') === asked || parts[0] === asked
  })
  return fitting.length === 1 ? fitting[0] : undefined
}
