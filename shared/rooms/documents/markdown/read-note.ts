import { splitFrontMatter, readFrontMatter, type FrontMatter } from './front-matter.ts'
import { done, refused, type Outcome } from '../../../kit/outcome.ts'
import { decodeText } from './decode-text.ts'
import type { Remark } from './import-report.ts'

export interface ReadNote {
  readonly body: string
  /** '' when it has none. */
  readonly yaml: string
  readonly front: FrontMatter
  readonly remarks: readonly Remark[]
}

const noFront: FrontMatter = { title: undefined, tags: [], createdAt: undefined, isBroken: false }

/** The bytes of a Markdown file → its parts. */
export function readNote(bytes: Uint8Array): Outcome<'not-text', ReadNote> {
  const decoded = decodeText(bytes)
  if (!decoded.ok) return refused('not-text')
  const { text, encoding } = decoded.value
  const { yaml, body } = splitFrontMatter(text)
  const front = yaml === undefined ? noFront : readFrontMatter(yaml)
  const remarks: Remark[] = [
    ...(encoding === 'utf-8' ? [] : [{ code: `encoding-${encoding}` as const }]),
    ...(front.isBroken ? [{ code: 'front-matter-unread' as const }] : []),
  ]
  return done({ body, yaml: yaml ?? '', front, remarks })
}
