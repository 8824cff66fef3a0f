import { expect, it } from 'vitest'
import type { ContentNode } from '../../crdt/content.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { createDocument, renameDocument, trashDocument, writeDocument } from './commands.ts'
import { countWords, summarize } from './content-summary.ts'
import { createFolder } from './folder-commands.ts'
import { backlinks, documentNamed, documentsByTitle, documentTree, recentDocuments, treeMatching } from './queries.ts'
import { openDesk, type Desk } from './testing/desk.ts'
import { matchTitle } from './title-match.ts'

const paragraph = (...content: ContentNode[]): ContentNode => ({ type: 'paragraph', content })
const words = (text: string): ContentNode => ({ type: 'text', text })
const link = (id: string | null, target: string): ContentNode => ({
  type: 'documentLink',
  attrs: { id, target, embed: false },
})

const write = async (desk: Desk, title: string, content: ContentNode[] = [], parent?: ReplicaId) => {
  const outcome = await desk.run(createDocument, { title, content, ...(parent && { parent }) })
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value.id
}

it('a summary holds the beginning, the words, the links and the checklist', () => {
  const target = `document_${'0'.repeat(26)}`
  const summary = summarize([
    { type: 'heading', attrs: { level: 1 }, content: [words('The plan')] },
    paragraph(words('See '), link(target, 'Other'), words(' and '), link(null, 'Not/Yet.md#Part')),
    {
      type: 'taskList',
      content: [
        { type: 'taskItem', attrs: { checked: true }, content: [paragraph(words('one'))] },
        { type: 'taskItem', attrs: { checked: false }, content: [paragraph(words('two'))] },
      ],
    },
  ])
  expect(summary).toEqual({
    excerpt: 'The plan See Other and Not/Yet.md#Part one two',
    words: 11,
    links: [target],
    danglingLinks: ['not/yet'],
    checklist: { done: 1, total: 2 },
  })
})

it('an excerpt has at most 160 characters and no half of one', () => {
  const { excerpt } = summarize([paragraph(words('🦊'.repeat(200)))])
  expect(excerpt.length).toBeLessThanOrEqual(160)
  expect(excerpt.isWellFormed()).toBe(true)
})

it.each([
  ["It's 12 o’clock — isn’t it?", 5],
  ['Привет, мир', 2],
  ['你好世界', 4],
  ['東京タワー is tall', 7],
  ['안녕 세계', 2],
  ['', 0],
  ['… — !', 0],
])('%s has %i words', (text, count) => expect(countWords(text)).toBe(count))

it('backlinks come by id, and by title for links written before the document was there', async () => {
  const desk = openDesk()
  const target = await write(desk, 'Fox')
  const byId = await write(desk, 'B', [paragraph(link(target, 'Whatever'))])
  const byTitle = await write(desk, 'A', [paragraph(link(null, 'Animals/fox#Tail'))])
  await write(desk, 'Unrelated', [paragraph(link(null, 'Foxes'))])
  const gone = await write(desk, 'Gone', [paragraph(link(target, 'Fox'))])
  await desk.run(trashDocument, { id: gone })
  expect(backlinks.answer(desk.rows, { id: target }).map(({ id }) => id)).toEqual([byTitle, byId])
  await desk.run(renameDocument, { id: target, title: 'Wolf' })
  expect(backlinks.answer(desk.rows, { id: target }).map(({ id }) => id)).toEqual([byId])
})

it('a written target finds its document without case, path, heading or ending', async () => {
  const desk = openDesk()
  const id = await write(desk, 'My Note')
  const slashed = await write(desk, 'TCP/IP')
  for (const target of ['My Note', 'my note', 'Folder/My Note.md', 'My Note#Part']) {
    expect(documentNamed.answer(desk.rows, { target })).toBe(id)
  }
  expect(documentNamed.answer(desk.rows, { target: 'TCP/IP' })).toBe(slashed)
  expect(documentNamed.answer(desk.rows, { target: 'Nothing' })).toBeUndefined()
  expect(documentNamed.answer(desk.rows, { target: '#only a heading' })).toBeUndefined()
})

it('suggestions are ranked: the same, the beginning, the beginning of a word, inside', async () => {
  const desk = openDesk()
  for (const title of ['Unplanned', 'A plan', 'Plans', 'Plan', 'Other']) await write(desk, title)
  const found = documentsByTitle.answer(desk.rows, { typed: 'plan', limit: 9 })
  expect(found.map(({ title }) => title)).toEqual(['Plan', 'Plans', 'A plan', 'Unplanned'])
  expect(matchTitle('Überraschung für Zoë', 'uber zoe')).toBeGreaterThan(0)
  expect(matchTitle('Überraschung', 'uber zoe')).toBe(0)
})

it('the filtered tree keeps the folders that lead to a find, and all of a folder that is found', async () => {
  const desk = openDesk()
  const folder = await desk.run(createFolder, { title: 'Animals' })
  if (!folder.ok) throw new Error(folder.reason)
  await write(desk, 'Fox', [], folder.value.id)
  await write(desk, 'Wolf', [], folder.value.id)
  await write(desk, 'Plan')
  expect(treeMatching.answer(desk.rows, { typed: 'fox' })).toMatchObject([
    { title: 'Animals', children: [{ title: 'Fox' }] },
  ])
  expect(treeMatching.answer(desk.rows, { typed: 'animal' })).toMatchObject([
    { children: [{ title: 'Fox' }, { title: 'Wolf' }] },
  ])
  expect(recentDocuments.answer(desk.rows, { limit: 1 })[0]?.path.length).toBeLessThanOrEqual(1)
})

it('the tree is the same object while only texts change, and another once a place or title does', async () => {
  const desk = openDesk()
  const id = await write(desk, 'Fox')
  await write(desk, 'Wolf')
  const before = documentTree.answer(desk.rows)
  await desk.run(writeDocument, { id, content: [paragraph(words('new'))] })
  expect(documentTree.answer(desk.rows)).toBe(before)
  await desk.run(renameDocument, { id, title: 'Vixen' })
  expect(documentTree.answer(desk.rows)).toMatchObject([{ title: 'Vixen' }, { title: 'Wolf' }])
})
