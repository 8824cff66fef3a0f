import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openYjsReplica } from '../../../crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '../../../kit/ids.ts'
import { applyHunk } from '../hunks.ts'
import { documentType } from '../model.ts'
import { hunkOfEdit } from './edit-hunk.ts'
import { contentFromMarkdown, markdownFromContent } from './markdown.ts'
import { anyContent } from './testing/content-arbitrary.ts'

const files = { addressOf: (hash: string) => `/files/${hash}`, fileAt: () => undefined }
const open = () =>
  openYjsReplica({
    id: `document_${'0'.repeat(26)}` as ReplicaId,
    shape: documentType.shape,
    actor: '00'.repeat(16),
  })
const holding = (markdown: string) => {
  const document = open()
  document.patch({ title: 'Plan', tags: ['work'] })
  document.writeContent(contentFromMarkdown(markdown))
  return document
}

it('words are replaced where they stand, and nothing else is touched', () => {
  const document = holding('# Goals\n\nThree releases until *December*.\n\n- one\n- two\n\nThe end.\n')
  const hunk = hunkOfEdit(document, { find: 'until *December*', replace: 'until **March**' }, files)
  if (!hunk.ok) throw new Error(hunk.reason)
  expect(hunk.value.before).toHaveLength(1)
  expect(applyHunk(document, hunk.value)).toBe(true)
  expect(markdownFromContent(document.content())).toBe(
    '# Goals\n\nThree releases until **March**.\n\n- one\n- two\n\nThe end.\n',
  )
})

it('one edit over several blocks is one hunk, with what stays in between', () => {
  const document = holding('One\n\nTwo\n\nThree\n\nFour\n')
  const hunk = hunkOfEdit(document, { find: 'One\n\nTwo\n\nThree', replace: 'Eins\n\nTwo\n\nDrei\n\n> quoted' }, files)
  expect(hunk.ok && applyHunk(document, hunk.value)).toBe(true)
  expect(markdownFromContent(document.content())).toBe('Eins\n\nTwo\n\nDrei\n\n> quoted\n\nFour\n')
})

it('what is not there, there twice, in the front matter or nothing new is refused, with a sentence', () => {
  const document = holding('One and one\n\nTwo\n')
  const reasonOf = (find: string, replace: string) => {
    const hunk = hunkOfEdit(document, { find, replace }, files)
    if (!hunk.ok) expect(hunk.detail).toMatch(/^The |^That /)
    return hunk.ok ? 'done' : hunk.reason
  }
  expect(reasonOf('Three', 'x')).toBe('not-found')
  expect(reasonOf('n', 'x')).toBe('not-unique')
  expect(reasonOf('work', 'x')).toBe('not-text')
  expect(reasonOf('Two', 'Two')).toBe('nothing-new')
})

it('whatever a document holds, what is added at its end touches nothing of it', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const document = open()
      document.writeContent(content)
      // As Markdown reads it once: what can not be said there in the same way is another matter.
      document.writeContent(contentFromMarkdown(markdownFromContent(document.content())))
      const before = document.content()
      const hunk = hunkOfEdit(document, { find: '', replace: 'Something new' }, files)
      if (!hunk.ok) throw new Error(hunk.reason)
      if (before.at(-1)?.type !== 'rawMarkdown') expect(hunk.value.before).toEqual([])
      expect(applyHunk(document, hunk.value)).toBe(true)
      expect(markdownFromContent(document.content())).toContain('Something new')
    }),
    { numRuns: 30 },
  )
})
