import type { ReplicaId } from '../../../kit/ids.ts'
import type { TreeNode } from '../tree.ts'
import { safeStem, uniqueNames } from './file-names.ts'
import { comparePaths } from './vault-path.ts'

export interface PlannedDocument {
  readonly id: ReplicaId
  readonly title: string
  /** `Folder/Note.md` */
  readonly path: string
}

/** Every document below `nodes` with its path, in the order of paths. */
export function planExport(nodes: readonly TreeNode[]): PlannedDocument[] {
  return below(nodes, '').sort((a, b) => comparePaths(a.path, b.path))
}

function below(nodes: readonly TreeNode[], folder: string): PlannedDocument[] {
  const documents = nodes.filter((node) => node.kind === 'document')
  const folders = nodes.filter((node) => node.kind === 'folder')
  const files = uniqueNames(
    documents.map(({ title }) => safeStem(title)),
    '.md',
  )
  const names = uniqueNames(folders.map(({ title }) => safeStem(title)))
  return [
    ...documents.map(({ id, title }, index) => ({ id, title, path: folder + files[index]! })),
    ...folders.flatMap(({ children }, index) => below(children, `${folder}${names[index]!}/`)),
  ]
}
