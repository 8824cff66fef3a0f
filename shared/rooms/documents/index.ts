import type { Room } from '../room.ts'
import * as documentCommands from './commands.ts'
import * as folderCommands from './folder-commands.ts'
import { replaceBlocks } from './hunk-commands.ts'
import { documentType, folderType } from './model.ts'

export const documents: Room = {
  name: 'documents',
  types: [documentType, folderType],
  commands: [...Object.values(documentCommands), ...Object.values(folderCommands), replaceBlocks],
}

export {
  createDocument,
  duplicateDocument,
  moveDocument,
  pinDocument,
  renameDocument,
  restoreDocument,
  setDocumentTags,
  trashDocument,
} from './commands.ts'
export {
  type AttrSpec,
  blobOfSource,
  contentMarks,
  contentNodes,
  sourceOfBlob,
  unknownContent,
} from './content-schema.ts'
export { linkKey, titleKey } from './content-summary.ts'
export { createFolder, moveFolder, renameFolder, restoreFolder, trashFolder } from './folder-commands.ts'
export { applyHunk, type Hunk, hunkInput, hunksBetween, isReplaced, placeOfHunk } from './hunks.ts'
export { documentType, type DocumentRow, folderType, type FolderRow } from './model.ts'
export * as documentQueries from './queries.ts'
export type { DocumentItem, DocumentLinks, OpenDocument, TrashItem } from './queries.ts'
export { matchTitle } from './title-match.ts'
export { placementOf, positionAt, type FolderNode, type TreeNode } from './tree.ts'
// The parser has a door of its own, markdown/index.ts: it is too heavy for the first load.
export { reportSentences } from './markdown/import-report.ts'
