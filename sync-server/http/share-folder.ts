import { escapeHtml } from '#shared/kit/html.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries, type TreeNode } from '#shared/rooms/documents/index.ts'
import type { Rows } from '#shared/rooms/room.ts'
import type { ShownThing } from './share-thing.ts'

interface FolderAsked {
  readonly folder: ReplicaId
  /** What the link may see of it. */
  mayRead(replica: ReplicaId): boolean
  /** Where a document of it is read. */
  address(replica: ReplicaId): string
}

/** A folder as those see it who have a link to it: what it holds, by name, as far as the link reaches. undefined: it was thrown away. */
export function shownFolder(rows: Rows, { folder, mayRead, address }: FolderAsked): ShownThing | undefined {
  // From the whole tree, in which nothing is that lies in the trash, however far above.
  const found = nodeOf(documentQueries.documentTree.answer(rows, undefined), folder)
  if (!found) return undefined
  const listed = (nodes: readonly TreeNode[]): string => {
    const items = nodes.filter(({ id }) => mayRead(id)).map((node) => `<li>${itemOf(node)}</li>`)
    return items.length > 0 ? `<ul class="things">${items.join('')}</ul>` : ''
  }
  const itemOf = (node: TreeNode): string => {
    const title = escapeHtml(node.title || 'Untitled')
    if (node.kind === 'document') return `<a href="${escapeHtml(address(node.id))}">${title}</a>`
    return `<b>${title}</b>${listed(node.children)}`
  }
  return {
    title: found.title || 'Untitled',
    html: listed(found.kind === 'folder' ? found.children : []) || '<p class="quiet">Nothing here yet.</p>',
  }
}

function nodeOf(nodes: readonly TreeNode[], id: ReplicaId): TreeNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : node.kind === 'folder' ? nodeOf(node.children, id) : undefined
    if (found) return found
  }
  return undefined
}
