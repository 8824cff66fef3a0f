import type { DirectoryEntry } from './rest-admin.ts'

/** Whether words that somebody typed are part of a name or an address. */
export function isMeantBy({ name, email = '' }: Pick<DirectoryEntry, 'name' | 'email'>, words: string): boolean {
  return `${name}\n${email}`.toLowerCase().includes(words.trim().toLowerCase())
}
