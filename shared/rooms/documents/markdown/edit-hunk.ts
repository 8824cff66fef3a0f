import type { ContentReplica } from '../../../crdt/replica.ts'
import type { BlobHash } from '../../../kit/ids.ts'
import { done, type Outcome, refused } from '../../../kit/outcome.ts'
import { graftContent } from '../hunk-graft.ts'
import { type Hunk, hunksBetween, joinHunks } from '../hunks.ts'
import { exportedFrom } from './command-writer.ts'
import { splitFrontMatter } from './front-matter.ts'
import type { FileTarget } from './link-ports.ts'
import { contentOfNote, noteFromDocument, type NoteFiles } from './one-note.ts'

export interface NoteReplacement {
  /** What stands there now, letter for letter; '': at the end. */
  readonly find: string
  readonly replace: string
}

/**
 * not-found, not-unique: of `find`. not-text: it is, or would be, in the front matter. nothing-new: it says so already. would-lose: Markdown
 * can not say all of what it reaches, such as merged cells.
 */
export type EditRefusal = 'not-found' | 'not-unique' | 'not-text' | 'nothing-new' | 'would-lose'

/** Words of a document's Markdown, as a note shows it, replaced by others: one hunk, which nothing is written by. */
export function hunkOfEdit(
  document: ContentReplica,
  { find, replace }: NoteReplacement,
  files: NoteFiles,
): Outcome<EditRefusal, Hunk> {
  const before = exportedFrom(document)
  const named = new Map<string, BlobHash>()
  const note = noteFromDocument(before, { addressOf: (hash) => remember(named, files.addressOf(hash), hash) })
  const { body } = splitFrontMatter(note)
  const start = note.length - body.length
  const at = find === '' ? note.length : note.indexOf(find)
  if (at < 0) return refused('not-found', 'The document does not say that. Read it again.')
  if (find !== '' && note.indexOf(find, at + 1) >= 0)
    return refused('not-unique', 'The document says that more than once. Name more of what stands around it.')
  if (at < start) return refused('not-text', 'That is not in the text of the document.')
  const edited = `${note.slice(start, at)}${find === '' ? `\n${replace}` : replace}${note.slice(at + find.length)}`
  const retold = [body, edited].map((text) =>
    contentOfNote(before, text.replace(/^\n+/, ''), {
      // What the document names already it goes on naming, whatever has become of the file.
      fileAt: (address) => files.fileAt(address) ?? fileNamed(named.get(address)),
    }),
  )
  const content = graftContent({ is: before.content, said: retold[0] ?? [], wanted: retold[1] ?? [] })
  if (!content.ok) return refused('would-lose', wouldLose)
  const hunk = joinHunks(document, hunksBetween(document, content.value))
  return hunk ? done(hunk) : refused('nothing-new', 'The document says that already.')
}

const wouldLose =
  'There is something in it that Markdown can not say, such as merged cells, and that would be lost. A person has to change it by hand.'

function remember(named: Map<string, BlobHash>, address: string, hash: BlobHash): string {
  named.set(address, hash)
  return address
}

function fileNamed(hash: BlobHash | undefined): FileTarget | undefined {
  return hash && { kind: 'file', hash, name: '', size: 0, mime: '' }
}
