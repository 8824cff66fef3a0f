import type { BlobHash, ReplicaId } from '../../../kit/ids.ts'

/** How a link is written: `[[Note#Part]]` or `[label](../Note.md)`. */
export type LinkStyle = 'wiki' | 'relative'

export interface FileTarget {
  readonly kind: 'file'
  readonly hash: BlobHash
  readonly name: string
  readonly size: number
  readonly mime: string
}

export type LinkTarget =
  | { readonly kind: 'document'; readonly id: ReplicaId }
  | FileTarget
  | { readonly kind: 'nowhere' }

/** What an importer knows of the surroundings of one text. */
export interface LinkReader {
  /** `written` as it stands in the source, with its `#part` and its URL encoding. */
  resolve(written: string, style: LinkStyle): LinkTarget
}

export interface WrittenDocumentLink {
  readonly id: ReplicaId
  readonly target: string
  readonly style: LinkStyle
}

/** What an exporter knows of the surroundings of one text. */
export interface LinkWriter {
  /** What to write for a link to a document; undefined = it is not part of this export. */
  document(link: WrittenDocumentLink): string | undefined
  /** The path of a stored file from this text, or its bare name for the wiki style. `undefined` = that style can not name it. */
  file(hash: BlobHash, name: string | undefined, style: LinkStyle): string | undefined
}

/** For a text that stands alone: pasted, dropped or tested. */
export const noSurroundings: LinkReader & LinkWriter = {
  resolve: () => ({ kind: 'nowhere' }),
  document: () => undefined,
  file: (_hash, name) => name,
}
