import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import type { Text } from '#client/ui/i18n.tsx'

/** What the nodes of a text ask of the screen around them. Without a host they render plainly: tests, copies. */
export interface ContentHost {
  readonly text: Text<'documents'>
  /** An address for `<img>` and downloads; undefined while the file is on no device that can be reached. */
  blobUrl(hash: BlobHash): Promise<string | undefined>
  /** What links lead to now, and a call when that changes. */
  readonly links: LinkDirectory
  openLink(link: WrittenLink): void
}

export interface WrittenLink {
  readonly id: ReplicaId | null
  readonly target: string
}

export interface LinkDirectory {
  /** The title and place of what a link leads to; undefined = nowhere. */
  find(link: WrittenLink): { readonly id: ReplicaId; readonly title: string; readonly path: string } | undefined
  subscribe(listener: () => void): () => void
}
