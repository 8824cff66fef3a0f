import { expect, it } from 'vitest'
import type { ContentNode } from '../../crdt/content.ts'
import { hasContent } from '../room.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import {
  createDocument,
  duplicateDocument,
  moveDocument,
  pinDocument,
  renameDocument,
  restoreDocument,
  setDocumentTags,
  trashDocument,
  writeDocument,
} from './commands.ts'
import { contentProblem } from './content-check.ts'
import { unknownContent } from './content-schema.ts'
import { createFolder, moveFolder, renameFolder, restoreFolder, trashFolder } from './folder-commands.ts'
import { documentTree, openDocument, pinnedDocuments, trashedDocuments } from './queries.ts'
import { openDesk, type Desk } from './testing/desk.ts'

const text = (value: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text: value }] })
const made = async (desk: Desk, command: typeof createDocument | typeof createFolder, input: object) => {
  const outcome = await desk.run(command as typeof createDocument, input)
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value.id
}
const titles = (desk: Desk) => documentTree.answer(desk.rows).map(({ title }) => title)

it('new things stand last; a move puts them between others', async () => {
  const desk = openDesk()
  for (const title of ['a', 'b', 'c']) await made(desk, createDocument, { title })
  expect(titles(desk)).toEqual(['a', 'b', 'c'])
  const [a, b, c] = documentTree.answer(desk.rows)
  await desk.run(moveDocument, { id: c!.id, parent: null, position: `${a!.position}V` })
  expect(titles(desk)).toEqual(['a', 'c', 'b'])
  expect(b!.title).toBe('b')
})

it('a folder can not move into itself or below itself, nor to where nothing is', async () => {
  const desk = openDesk()
  const outer = await made(desk, createFolder, { title: 'outer' })
  const inner = await made(desk, createFolder, { title: 'inner', parent: outer })
  expect(await desk.run(moveFolder, { id: outer, parent: inner, position: 'a0' })).toMatchObject({
    reason: 'into-itself',
  })
  expect(await desk.run(moveFolder, { id: outer, parent: outer, position: 'a0' })).toMatchObject({
    reason: 'into-itself',
  })
  const nowhere = `folder_${'0'.repeat(26)}` as ReplicaId
  expect(await desk.run(moveFolder, { id: inner, parent: nowhere, position: 'a0' })).toMatchObject({
    reason: 'folder-missing',
  })
  expect(await desk.run(renameFolder, { id: nowhere, title: 'x' })).toMatchObject({ reason: 'folder-missing' })
  expect((await desk.run(moveFolder, { id: inner, parent: null, position: 'a0' })).ok).toBe(true)
})

it('a trashed folder takes its documents along and brings them back', async () => {
  const desk = openDesk()
  const folder = await made(desk, createFolder, { title: 'folder' })
  const document = await made(desk, createDocument, { title: 'inside', parent: folder })
  await desk.run(trashFolder, { id: folder })
  expect(titles(desk)).toEqual([])
  expect(trashedDocuments.answer(desk.rows)).toMatchObject([{ id: folder, kind: 'folder', inside: 1 }])
  expect(openDocument.answer(desk.rows, { id: document })).toMatchObject({ isTrashed: true })
  await desk.run(restoreFolder, { id: folder })
  expect(documentTree.answer(desk.rows)).toMatchObject([{ title: 'folder', children: [{ title: 'inside' }] }])
})

it('what is restored while its folder stays in the trash comes back at top level', async () => {
  const desk = openDesk()
  const folder = await made(desk, createFolder, { title: 'folder' })
  const document = await made(desk, createDocument, { title: 'inside', parent: folder })
  await desk.run(trashDocument, { id: document })
  await desk.run(trashFolder, { id: folder })
  await desk.run(restoreDocument, { id: document })
  expect(documentTree.answer(desk.rows)).toMatchObject([{ id: document }])
})

it('trashing again keeps the first time', async () => {
  const desk = openDesk()
  const id = await made(desk, createDocument, { title: 'x' })
  await desk.run(trashDocument, { id })
  const first = trashedDocuments.answer(desk.rows)[0]!.trashedAt
  desk.clock.advance(1000)
  await desk.run(trashDocument, { id })
  expect(trashedDocuments.answer(desk.rows)[0]!.trashedAt).toBe(first)
})

it('a copy has the text, the tags and the folder of the original, and a life of its own', async () => {
  const desk = openDesk()
  const folder = await made(desk, createFolder, { title: 'folder' })
  const id = await made(desk, createDocument, {
    title: 'Plan',
    parent: folder,
    tags: ['b', 'a'],
    content: [text('Hello')],
  })
  const copy = await desk.run(duplicateDocument, { id, title: 'Copy of Plan' })
  if (!copy.ok) throw new Error(copy.reason)
  await desk.run(writeDocument, { id, content: [text('Changed')] })
  const replica = desk.replicas.get(copy.value.id)!
  expect(hasContent(replica) && replica.content()).toEqual([text('Hello')])
  expect(replica.fields()).toMatchObject({ title: 'Copy of Plan', parent: folder, tags: ['a', 'b'] })
})

it('names lose line breaks and outer space; tags lose doubles; pins come off', async () => {
  const desk = openDesk()
  const id = await made(desk, createDocument, {})
  await desk.run(renameDocument, { id, title: '  Two\nlines ' })
  await desk.run(setDocumentTags, { id, tags: ['x', ' x ', 'y'] })
  await desk.run(pinDocument, { id, pinned: true })
  expect(pinnedDocuments.answer(desk.rows)).toMatchObject([{ title: 'Two lines' }])
  expect(openDocument.answer(desk.rows, { id })).toMatchObject({ tags: ['x', 'y'], pinned: true })
  await desk.run(pinDocument, { id, pinned: false })
  expect(pinnedDocuments.answer(desk.rows)).toEqual([])
})

it.each([
  [{ type: 'chart' }, 'can not hold chart'],
  [{ type: 'listItem', content: [text('x')] }, 'can not hold listItem'],
  [{ type: 'bulletList' }, 'bulletList is empty'],
  [{ type: 'paragraph', content: [text('x')] }, 'paragraph can not hold paragraph'],
  [{ type: 'heading', attrs: { level: '1' } }, 'heading.level'],
  [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'blink' }] }] }, 'unknown mark blink'],
  [{ type: 'codeBlock', content: [{ type: 'text', text: 'x', marks: [{ type: 'bold' }] }] }, 'marks'],
  [{ type: 'paragraph', content: [null] }, 'not a node'],
])('content that an editor could not build is refused: %j', (node, problem) => {
  expect(contentProblem([node])).toContain(problem)
  expect(createDocument.input.safeParse({ title: 'x', content: [node] }).success).toBe(false)
})

it('content of every kind passes, and what a newer version wrote is told', () => {
  const cell = (type: string) => ({ type, attrs: { align: 'left', colspan: 1 }, content: [text('x')] })
  const content: ContentNode[] = [
    {
      type: 'heading',
      attrs: { level: 2 },
      content: [{ type: 'text', text: 'T', marks: [{ type: 'link', attrs: { href: 'x' } }] }],
    },
    { type: 'taskList', content: [{ type: 'taskItem', attrs: { checked: true }, content: [text('x')] }] },
    {
      type: 'orderedList',
      attrs: { start: 3 },
      content: [{ type: 'listItem', content: [{ type: 'horizontalRule' }] }],
    },
    { type: 'table', content: [{ type: 'tableRow', content: [cell('tableHeader'), cell('tableCell')] }] },
    { type: 'codeBlock', attrs: { language: null }, content: [{ type: 'text', text: 'x' }] },
    {
      type: 'paragraph',
      content: [{ type: 'documentLink', attrs: { id: null, target: 'x', embed: false } }, { type: 'hardBreak' }],
    },
    { type: 'rawMarkdown', attrs: { source: '$$x$$' } },
    { type: 'paragraph' },
  ]
  expect(contentProblem(content)).toBeUndefined()
  expect(unknownContent(content).size).toBe(0)
  expect([...unknownContent([{ type: 'blockquote', content: [{ type: 'chart' }] }])]).toEqual(['chart'])
})
