import { documentType } from '../../rooms/documents/index.ts'
import { ideaType } from '../../rooms/ideas/index.ts'
import type { Rows } from '../../rooms/room.ts'
import { taskType } from '../../rooms/tasks/index.ts'
import { keySentences } from '../reading/key-sentences.ts'
import type { Facets } from '../records/facets.ts'

/** What rows hold of the words of a record: of a document its title and how it begins. */
export function textOf(rows: Rows, { id, type, text }: Facets): string {
  switch (type) {
    case 'task':
      return `${text}\n${rows.get(taskType, id)?.value.notes ?? ''}`
    case 'document':
      return `${text}\n${rows.get(documentType, id)?.value.excerpt ?? ''}`
    case 'idea':
      return rows.get(ideaType, id)?.value.text ?? text
    case 'board':
      return text
  }
}

/** By the whole name, or by one of its parts after an `@`. Nobody is named by a first name alone: others have it, too. */
export function namesOf(name: string): (text: string) => boolean {
  const parts = name.split(/\s+/).filter((part) => part.length > 1)
  if (parts.length === 0) return () => false
  const at = parts.map(escaped).join('|')
  const whole = parts.length > 1 ? `|(?<![\\p{L}\\p{N}])${parts.map(escaped).join('\\s+')}(?![\\p{L}\\p{N}])` : ''
  const pattern = new RegExp(`@(?:${at})(?![\\p{L}\\p{N}])${whole}`, 'iu')
  return (text) => pattern.test(text)
}

const longestText = 4_000

export function saysDecision(text: string): boolean {
  return keySentences(text.slice(0, longestText), 3).some(({ because }) => because.includes('decision'))
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
