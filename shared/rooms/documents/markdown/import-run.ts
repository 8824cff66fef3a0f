import { ordersBetween } from '../../../kit/order-key.ts'
import { writeNotes } from './import-notes.ts'
import type { ImportReport, Remark } from './import-report.ts'
import { ImportEnd, stopIfAsked, storeFile, type ImportOptions, type ImportState } from './import-state.ts'
import { folderOf } from './vault-path.ts'
import type { ImportWriter } from './import-target.ts'
import { sourceKey, type PlannedFolder } from './vault-plan.ts'

/**
 * Folders, then files, then all documents without their texts, then the texts: so that every link finds its document. Each thing
 * carries the key of its source, by which a later run over the same vault finds what is here and adds what is missing.
 */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const { plan, after } = options
  const things = [...plan.folders, ...plan.notes]
  const keys = ordersBetween(things.length + 2, after)
  const state: ImportState = {
    ...options,
    items: [...plan.skipped],
    folders: new Map([['', undefined]]),
    documents: new Map(),
    stored: new Map(),
    linked: new Set(),
    positions: new Map(things.map(({ sourceKey: key }, index) => [key, keys[index + 1]!])),
  }
  try {
    await makeFolders(state, keys[0]!)
    await storeFiles(state)
    await writeNotes(state)
    await keepUnlinked(state, keys.at(-1)!)
    return { items: state.items, ended: 'done' }
  } catch (error) {
    if (!(error instanceof ImportEnd)) throw error
    return { items: state.items, ended: error.ended, ...(error.message && { reason: error.message }) }
  }
}

const batchFolders = 200

async function makeFolders(state: ImportState, firstPosition: string): Promise<void> {
  const { plan, into, target, folders } = state
  const outer = into ? [{ path: '', title: into, sourceKey: sourceKey(plan.name, '/') }] : []
  const missing: PlannedFolder[] = []
  for (const folder of [...outer, ...plan.folders]) {
    const known = target.existing(folder.sourceKey)
    if (known) folders.set(folder.path, known.id)
    else missing.push(folder)
  }
  for (let at = 0; at < missing.length; at += batchFolders) {
    stopIfAsked(state)
    const made = await target.batch(async (writer) => {
      for (const folder of missing.slice(at, at + batchFolders))
        await makeFolder(state, writer, { folder, firstPosition })
    })
    if (!made.ok) throw new ImportEnd('refused', made.reason)
  }
}

async function makeFolder(
  { folders, positions, items }: ImportState,
  writer: ImportWriter,
  { folder, firstPosition }: { folder: PlannedFolder; firstPosition: string },
): Promise<void> {
  const { path, title, sourceKey: key } = folder
  const made = await writer.createFolder({
    title: title.slice(0, 500),
    parent: path === '' ? undefined : folders.get(folderOf(path)),
    position: positions.get(key) ?? firstPosition,
    sourceKey: key,
  })
  if (!made.ok) throw new ImportEnd('refused', made.reason)
  folders.set(path, made.value)
  if (path !== '') items.push({ path, kind: 'folder', outcome: 'imported', remarks: [] })
}

async function storeFiles(state: ImportState): Promise<void> {
  const { plan, stored, items, onProgress } = state
  for (const [index, file] of plan.files.entries()) {
    stopIfAsked(state)
    onProgress({ phase: 'files', done: index, total: plan.files.length, path: file.path })
    const result = await storeFile(state, file)
    if ('hash' in result) stored.set(file.path, result)
    else items.push({ path: file.path, kind: 'file', outcome: 'skipped', remarks: [result] })
    await state.target.pause()
  }
}

const unlinkedTitle = 'Files without a note'

/** Files that no note links to would be lost from sight: one document lists them. */
async function keepUnlinked(state: ImportState, position: string): Promise<void> {
  const { plan, target, stored, linked, items, folders } = state
  for (const [path] of stored) {
    if (linked.has(path)) items.push({ path, kind: 'file', outcome: 'imported', remarks: [] })
  }
  const unlinked = [...stored].filter(([path]) => !linked.has(path))
  if (unlinked.length === 0) return
  const key = sourceKey(plan.name, '//files')
  const content = unlinked.map(([, { hash, name, size, mime }]) => ({
    type: 'paragraph',
    content: [{ type: 'attachment', attrs: { hash, name, size, mime } }],
  }))
  if (!target.existing(key)) {
    const made = await target.batch((writer) =>
      writer.createDocument({
        title: unlinkedTitle,
        parent: folders.get(''),
        position,
        sourceKey: key,
        tags: [],
        createdAt: undefined,
        frontMatter: '',
        content,
      }),
    )
    if (!made.ok) throw new ImportEnd('refused', made.reason)
  }
  const remarks: Remark[] = [{ code: 'not-linked', values: { title: unlinkedTitle } }]
  for (const [path] of unlinked) items.push({ path, kind: 'file', outcome: 'changed', remarks })
}
