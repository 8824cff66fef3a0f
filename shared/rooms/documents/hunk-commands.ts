import { z } from 'zod'
import { done, refused } from '../../kit/outcome.ts'
import { command, hasContent } from '../room.ts'
import { applyHunk, hunkInput } from './hunks.ts'
import { documentType } from './model.ts'
import { documentId } from './placing.ts'

/** The very text that is named, or nothing. */
export const replaceBlocks = command({
  name: 'documents.replaceBlocks',
  says: 'Replace a stretch of a document by something else, if it still says what it said.',
  effect: 'write',
  input: z.object({ id: documentId, hunk: hunkInput }),
  async run(work, { id, hunk }) {
    const document = await work.open(documentType, id)
    if (!document || !hasContent(document)) return refused('document-missing')
    return applyHunk(document, hunk) ? done() : refused('changed-meanwhile')
  },
})
