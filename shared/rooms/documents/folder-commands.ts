import { z } from 'zod'
import { orderByTime } from '../../kit/order-key.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command, read } from '../room.ts'
import { folderType } from './model.ts'
import { checkParent, folderId, liesInTrash, parentInput, positionInput, titleInput } from './placing.ts'

/** Without a position it stands last. Answers its id. */
export const createFolder = command({
  name: 'documents.createFolder',
  says: 'Make a folder for documents.',
  effect: 'write',
  input: z.object({
    title: titleInput,
    parent: parentInput.optional(),
    position: positionInput.optional(),
    /** For importers: which folder it came from. */
    sourceKey: z.string().max(200).optional(),
  }),
  async run(work, { title, parent, position, sourceKey }) {
    const place = await checkParent(work, parent)
    if (!place.ok) return place
    const now = work.clock.now()
    const folder = await work.create(folderType, {
      title,
      ...(parent && { parent }),
      position: position ?? orderByTime(now),
      createdAt: now,
      createdBy: work.principal,
      ...(sourceKey && { sourceKey }),
    })
    return done({ id: folder.id })
  },
})

export const renameFolder = command({
  name: 'documents.renameFolder',
  says: 'Change the title of a folder.',
  effect: 'write',
  input: z.object({ id: folderId, title: titleInput }),
  async run(work, { id, title }) {
    const folder = await work.open(folderType, id)
    if (!folder) return refused('folder-missing')
    return done(folder.patch({ title }))
  },
})

export const moveFolder = command({
  name: 'documents.moveFolder',
  says: 'Put a folder, with what is in it, elsewhere.',
  effect: 'write',
  input: z.object({ id: folderId, parent: parentInput, position: positionInput }),
  async run(work, { id, parent, position }) {
    const folder = await work.open(folderType, id)
    if (!folder) return refused('folder-missing')
    const place = await checkParent(work, parent, id)
    if (!place.ok) return place
    return done(folder.patch({ parent, position }))
  },
})

/** What lies inside goes out of sight with it and comes back with it. */
export const trashFolder = command({
  name: 'documents.trashFolder',
  says: 'Put a folder, with what is in it, into the trash.',
  effect: 'destructive',
  input: z.object({ id: folderId }),
  async run(work, { id }) {
    const folder = await work.open(folderType, id)
    if (!folder) return refused('folder-missing')
    if (read.number(folder.fields(), 'trashedAt') === undefined) folder.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

export const restoreFolder = command({
  name: 'documents.restoreFolder',
  says: 'Take a folder back out of the trash.',
  effect: 'write',
  input: z.object({ id: folderId }),
  async run(work, { id }) {
    const folder = await work.open(folderType, id)
    if (!folder) return refused('folder-missing')
    folder.patch({ trashedAt: null, ...((await liesInTrash(work, folder)) && { parent: null }) })
    return done()
  },
})
