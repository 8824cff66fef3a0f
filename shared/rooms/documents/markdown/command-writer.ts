import type { ReplicaId } from '../../../kit/ids.ts'
import { done, type Outcome } from '../../../kit/outcome.ts'
import { read, type AnyCommand, type Projectable, type Rows } from '../../room.ts'
import { createDocument, setDocumentTags, writeDocument } from '../commands.ts'
import { createFolder } from '../folder-commands.ts'
import { documentType, folderType } from '../model.ts'
import { placementOf, type TreeNode } from '../tree.ts'
import type { ExportedDocument } from './export-run.ts'
import type { ExistingThing, ImportWriter } from './import-target.ts'

export type RunCommand = (command: AnyCommand, input: unknown) => Promise<Outcome<string, unknown>>

/** An importer writes by the commands that people use. */
export function writerOver(run: RunCommand): ImportWriter {
  const idOf = (outcome: Outcome<string, unknown>): Outcome<string, ReplicaId> =>
    outcome.ok ? done((outcome.value as { id: ReplicaId }).id) : outcome
  const nothing = (outcome: Outcome<string, unknown>): Outcome<string, void> => (outcome.ok ? done() : outcome)
  return {
    createFolder: async (input) => idOf(await run(createFolder, given(input))),
    createDocument: async (input) => idOf(await run(createDocument, given(input))),
    writeDocument: async (input) => nothing(await run(writeDocument, input)),
    setTags: async (input) => nothing(await run(setDocumentTags, input)),
  }
}

function given(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

/** What earlier imports made and is still to be seen, by source. */
export function importedThings(rows: Rows): ReadonlyMap<string, ExistingThing> {
  const folders = rows.of(folderType)
  const { isVisible } = placementOf(folders)
  const things = new Map<string, ExistingThing>()
  for (const row of folders) {
    if (row.value.sourceKey && isVisible(row)) things.set(row.value.sourceKey, { id: row.id, seemsEmpty: false })
  }
  for (const row of rows.of(documentType)) {
    const { sourceKey, excerpt, words } = row.value
    if (sourceKey && isVisible(row)) things.set(sourceKey, { id: row.id, seemsEmpty: words === 0 && excerpt === '' })
  }
  return things
}

export function exportedFrom(replica: Projectable): ExportedDocument {
  const fields = replica.fields()
  return {
    title: read.text(fields, 'title'),
    tags: read.set(fields, 'tags'),
    createdAt: read.number(fields, 'createdAt') ?? 0,
    frontMatter: typeof fields.frontMatter === 'string' ? fields.frontMatter : undefined,
    content: replica.content?.() ?? [],
  }
}

/** Only what an editor puts into a document that it opens. */
export function holdsNothing(replica: Projectable): boolean {
  return (replica.content?.() ?? []).every(({ type, content }) => type === 'paragraph' && !content?.length)
}

/** The part of the tree below a folder that is named by its path of titles; undefined = there is none. */
export function treeBelow(tree: readonly TreeNode[], path: string): readonly TreeNode[] | undefined {
  let nodes: readonly TreeNode[] = tree
  for (const title of path.split('/').filter(Boolean)) {
    const folder = nodes.find((node) => node.kind === 'folder' && node.title === title)
    if (folder?.kind !== 'folder') return undefined
    nodes = folder.children
  }
  return nodes
}
