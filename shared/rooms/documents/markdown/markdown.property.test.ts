import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContentNode } from '../../../crdt/content.ts'
import { contentProblem } from '../content-check.ts'
import { contentFromMarkdown, markdownFromContent } from './markdown.ts'
import { anyContent } from './testing/content-arbitrary.ts'
import { onePicture } from './testing/one-picture.ts'
import { wordsOf } from './testing/words-of.ts'

describe('any content', () => {
  it('is written, read and written again to the same bytes, and what is read fits the schema', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const exported = markdownFromContent(content, onePicture)
        const read = contentFromMarkdown(exported, onePicture)
        expect(contentProblem(read)).toBeUndefined()
        expect(markdownFromContent(read, onePicture)).toBe(exported)
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('loses no character and no mark', () => {
    // Links and pictures may come back as another node, a tag alone on the first line is a block of HTML, and cells flatten blocks.
    const plain = (nodes: readonly ContentNode[]): ContentNode[] =>
      nodes
        .filter(
          ({ type, attrs }) =>
            !['documentLink', 'image', 'table'].includes(type) && !/^<(kbd|br)>$/.test(String(attrs?.source)),
        )
        .map((node) => (node.content ? { ...node, content: plain(node.content) } : node))
    fc.assert(
      fc.property(anyContent.map(plain), (content) => {
        expect(wordsOf(contentFromMarkdown(markdownFromContent(content)))).toBe(wordsOf(content))
      }),
      { numRuns: 300 },
    )
  }, 60_000)
})
