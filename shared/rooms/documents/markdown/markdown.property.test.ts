import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentProblem } from '../content-check.ts'
import { contentFromMarkdown, markdownFromContent } from './markdown.ts'
import { anyContent } from './testing/content-arbitrary.ts'

describe('any content', () => {
  it('is written, read and written again to the same bytes, and what is read fits the schema', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const exported = markdownFromContent(content)
        const read = contentFromMarkdown(exported)
        expect(contentProblem(read)).toBeUndefined()
        expect(markdownFromContent(read)).toBe(exported)
      }),
      { numRuns: 600 },
    )
  })
})
