import { z } from 'zod'
import { orderByTime } from '../../kit/order-key.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command, hasContent, read } from '../room.ts'
import { contentInput } from './content-check.ts'
import { documentType } from './model.ts'
import { checkParent, documentId, liesInTrash, parentInput, positionInput, titleInput } from './placing.ts'

const tagsInput = z.array(z.string().trim().min(1).max(60)).max(100)

/** Without a position it stands last in its folder. Answers its id. */
export const createDocument = command({
  name: 'documents.create',
  says: 'Make a document, empty or with paragraphs.',
  effect: 'write',
  input: z.object({
    title: titleInput.default(''),
    parent: parentInput.optional(),
    position: positionInput.optional(),
    content: contentInput.optional(),
    tags: tagsInput.optional(),
    pinned: z.boolean().optional(),
    /** For importers: when it was first written, ms since 1970. */
    createdAt: z.number().int().nonnegative().optional(),
    /** For importers: the front matter that is not fields, and which file it came from. */
    frontMatter: z.string().max(200_000).optional(),
    sourceKey: z.string().max(200).optional(),
  }),
  async run(work, { title, parent, position, content, tags, pinned, createdAt, frontMatter, sourceKey }) {
    const place = await checkParent(work, parent)
    if (!place.ok) return place
    const now = work.clock.now()
    const document = await work.create(documentType, {
      title,
      ...(parent && { parent }),
      position: position ?? orderByTime(now),
      createdAt: createdAt ?? now,
      createdBy: work.principal,
      ...(tags && { tags }),
      ...(pinned && { pinned }),
      ...(frontMatter !== undefined && { frontMatter }),
      ...(sourceKey && { sourceKey }),
    })
    if (content && hasContent(document)) document.writeContent(content)
    return done({ id: document.id })
  },
})

export const renameDocument = command({
  name: 'documents.rename',
  says: 'Change the title of a document.',
  effect: 'write',
  input: z.object({ id: documentId, title: titleInput }),
  async run(work, { id, title }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    return done(document.patch({ title }))
  },
})

export const moveDocument = command({
  name: 'documents.move',
  says: 'Put a document elsewhere in the tree.',
  effect: 'write',
  input: z.object({ id: documentId, parent: parentInput, position: positionInput }),
  async run(work, { id, parent, position }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    const place = await checkParent(work, parent)
    if (!place.ok) return place
    return done(document.patch({ parent, position }))
  },
})

/** Repeating it keeps the first time. */
export const trashDocument = command({
  name: 'documents.trash',
  says: 'Put a document into the trash.',
  effect: 'destructive',
  input: z.object({ id: documentId }),
  async run(work, { id }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    if (read.number(document.fields(), 'trashedAt') === undefined) document.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

/** Back to where it was, or to top level when that place is in the trash. */
export const restoreDocument = command({
  name: 'documents.restore',
  says: 'Take a document back out of the trash.',
  effect: 'write',
  input: z.object({ id: documentId }),
  async run(work, { id }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    document.patch({ trashedAt: null, ...((await liesInTrash(work, document)) && { parent: null }) })
    return done()
  },
})

/** A copy beside the original, with its text and tags. The caller words the title ("Copy of …"); without one it stays the same. */
export const duplicateDocument = command({
  name: 'documents.duplicate',
  says: 'Make a copy of a document.',
  effect: 'write',
  input: z.object({ id: documentId, title: titleInput.optional(), position: positionInput.optional() }),
  async run(work, { id, title, position }) {
    const original = await work.open(documentType, id)
    if (!original || !hasContent(original)) return refused('document-missing')
    const fields = original.fields()
    const parent = read.id(fields, 'parent')
    const now = work.clock.now()
    const copy = await work.create(documentType, {
      title: title ?? read.text(fields, 'title'),
      ...(parent && { parent }),
      position: position ?? orderByTime(now),
      createdAt: now,
      createdBy: work.principal,
      tags: read.set(fields, 'tags'),
    })
    if (hasContent(copy)) copy.writeContent(original.content())
    return done({ id: copy.id })
  },
})

export const pinDocument = command({
  name: 'documents.pin',
  says: 'Keep a document at hand, or no longer.',
  effect: 'write',
  input: z.object({ id: documentId, pinned: z.boolean() }),
  async run(work, { id, pinned }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    return done(document.patch({ pinned: pinned ? true : null }))
  },
})

export const setDocumentTags = command({
  name: 'documents.setTags',
  says: 'Replace the tags of a document.',
  effect: 'write',
  input: z.object({ id: documentId, tags: tagsInput }),
  async run(work, { id, tags }) {
    const document = await work.open(documentType, id)
    if (!document) return refused('document-missing')
    return done(document.patch({ tags: [...new Set(tags)] }))
  },
})

/** Replaces the whole text: for importers, not for editing; what somebody types into the old text meanwhile goes with it. */
export const writeDocument = command({
  name: 'documents.write',
  says: 'Replace the whole content of a document.',
  effect: 'destructive',
  input: z.object({ id: documentId, content: contentInput }),
  async run(work, { id, content }) {
    const document = await work.open(documentType, id)
    if (!document || !hasContent(document)) return refused('document-missing')
    return done(document.writeContent(content))
  },
})
