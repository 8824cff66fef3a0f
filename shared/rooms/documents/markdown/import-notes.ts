import type { ContentNode } from '../../../crdt/content.ts'
import type { ReplicaId } from '../../../kit/ids.ts'
import { contentRemarks } from './content-remarks.ts'
import type { Remark } from './import-report.ts'
import { ImportEnd, readBytes, stopIfAsked, type ImportState } from './import-state.ts'
import type { ImportWriter } from './import-target.ts'
import { inlineTags } from './inline-tags.ts'
import type { LinkReader } from './link-ports.ts'
import { contentSteps } from './markdown.ts'
import { prepare, skippedItem, takenItem, type Ready } from './prepare-note.ts'
import { readNote } from './read-note.ts'
import { folderOf } from './vault-path.ts'
import type { PlannedFile } from './vault-plan.ts'

const batchNotes = 100
const batchBytes = 1_000_000
/** Bodies that wait for their links are kept in memory up to this, and read a second time beyond. */
const keptBytes = 64_000_000

/** A note whose document is there and whose text is not. */
interface Waiting {
  readonly file: PlannedFile
  readonly id: ReplicaId
  readonly tags: readonly string[]
  readonly remarks: readonly Remark[]
  /** undefined: read it again. */
  readonly body: string | undefined
}

export async function writeNotes(state: ImportState): Promise<void> {
  const waiting = await makeDocuments(state)
  await writeTexts(state, waiting)
}

async function makeDocuments(state: ImportState): Promise<Waiting[]> {
  const { plan, onProgress } = state
  const waiting: Waiting[] = []
  let batch: Ready[] = []
  let kept = 0
  const endBatch = async () => {
    for (const one of await createBatch(state, batch)) {
      kept += one.body?.length ?? 0
      waiting.push(kept > keptBytes ? { ...one, body: undefined } : one)
    }
    batch = []
  }
  for (const [index, file] of plan.notes.entries()) {
    stopIfAsked(state)
    onProgress({ phase: 'notes', done: index, total: plan.notes.length, path: file.path })
    const known = state.target.existing(file.sourceKey)
    if (known) state.documents.set(file.path, known.id)
    const read = await prepare(state, file)
    if ('outcome' in read) state.items.push(read)
    else if (!known) batch.push(read)
    else if (known.seemsEmpty && read.body.trim() !== '' && (await state.target.isEmpty(known.id)))
      waiting.push({ ...read, id: known.id })
    else {
      markLinked(state, file, read.body)
      state.items.push({ path: file.path, kind: file.kind, outcome: 'present', remarks: [] })
    }
    const bytes = batch.reduce((sum, one) => sum + one.body.length, 0)
    if (batch.length >= batchNotes || bytes > batchBytes) await endBatch()
    await state.target.pause()
  }
  await endBatch()
  return waiting
}

async function createBatch(state: ImportState, ready: readonly Ready[]): Promise<Waiting[]> {
  if (ready.length === 0) return []
  const prepared: (Ready & { made: Made | undefined })[] = []
  for (const one of ready) {
    const made = one.content
      ? { content: one.content, tags: one.tags, remarks: one.remarks }
      : /\[/.test(one.body)
        ? undefined
        : await convert(state, { ...one, body: one.body })
    prepared.push({ ...one, made })
    await state.target.pause()
  }
  const result = await state.target.batch(async (writer) => {
    const ids: (ReplicaId | Remark)[] = []
    for (const { file, made, title, tags, createdAt, frontMatter } of prepared) {
      const created = await writer.createDocument({
        title,
        parent: state.folders.get(folderOf(file.path)),
        position: state.positions.get(file.sourceKey)!,
        sourceKey: file.sourceKey,
        tags: made?.tags ?? tags,
        createdAt,
        frontMatter,
        content: made?.content,
      })
      ids.push(created.ok ? created.value : { code: 'document-refused', values: { reason: created.reason } })
    }
    return ids
  })
  if (!result.ok) throw new ImportEnd('refused', result.reason)
  return prepared.flatMap((one, index) => settle(state, one, result.value[index]!))
}

interface Made {
  readonly content: readonly ContentNode[]
  readonly tags: readonly string[]
  readonly remarks: readonly Remark[]
}

function settle(state: ImportState, one: Ready & { made: Made | undefined }, id: ReplicaId | Remark): Waiting[] {
  if (typeof id !== 'string') {
    state.items.push(skippedItem(one.file, id))
    return []
  }
  state.documents.set(one.file.path, id)
  if (!one.made) return [{ file: one.file, id, tags: one.tags, remarks: one.remarks, body: one.body }]
  state.items.push(takenItem(one.file, one.made.remarks))
  return []
}

async function writeTexts(state: ImportState, waiting: readonly Waiting[]): Promise<void> {
  let batch: { one: Waiting; made: Made }[] = []
  let bytes = 0
  const endBatch = async () => {
    const result = await state.target.batch(async (writer) => {
      const refusals: (string | undefined)[] = []
      for (const { one, made } of batch) refusals.push(await writeText(writer, one, made))
      return refusals
    })
    if (!result.ok) throw new ImportEnd('refused', result.reason)
    for (const [index, { one, made }] of batch.entries()) {
      const reason = result.value[index]
      const remark: Remark | undefined = reason ? { code: 'document-refused', values: { reason } } : undefined
      state.items.push(remark ? skippedItem(one.file, remark) : takenItem(one.file, made.remarks))
    }
    batch = []
    bytes = 0
  }
  for (const [index, one] of waiting.entries()) {
    stopIfAsked(state)
    state.onProgress({ phase: 'texts', done: index, total: waiting.length, path: one.file.path })
    const body = one.body ?? (await bodyAgain(one.file))
    batch.push({ one, made: await convert(state, { ...one, body }) })
    bytes += body.length
    if (batch.length >= batchNotes || bytes > batchBytes) await endBatch()
  }
  if (batch.length > 0) await endBatch()
}

async function writeText(writer: ImportWriter, { id, tags }: Waiting, made: Made): Promise<string | undefined> {
  const written = await writer.writeDocument({ id, content: made.content })
  if (!written.ok) return written.reason
  if (made.tags.length === tags.length) return undefined
  const tagged = await writer.setTags({ id, tags: made.tags })
  return tagged.ok ? undefined : tagged.reason
}

async function bodyAgain(file: PlannedFile): Promise<string> {
  const bytes = await readBytes(file)
  const note = bytes instanceof Uint8Array ? readNote(bytes) : undefined
  return note?.ok ? note.value.body : ''
}

interface Convertible {
  readonly file: PlannedFile
  readonly body: string
  readonly tags: readonly string[]
  readonly remarks: readonly Remark[]
}

async function convert(state: ImportState, { file, body, tags, remarks }: Convertible): Promise<Made> {
  const steps = contentSteps(body, readerFor(state, file.path))
  let step = steps.next()
  while (!step.done) {
    await state.target.pause()
    step = steps.next()
  }
  const content = step.value
  const all = [...new Set([...tags, ...inlineTags(content)])].slice(0, 100)
  return { content, tags: all, remarks: [...remarks, ...contentRemarks(content)] }
}

function readerFor({ plan, documents, stored, linked }: ImportState, from: string): LinkReader {
  return {
    resolve: (written, style) => {
      const path = plan.index.find(written, from, style)
      const id = path === undefined ? undefined : documents.get(path)
      if (id !== undefined) return { kind: 'document', id }
      const file = path === undefined ? undefined : stored.get(path)
      if (path !== undefined && file) linked.add(path)
      return file ?? { kind: 'nowhere' }
    },
  }
}

/** A note that is here already still holds on to its files. */
function markLinked(state: ImportState, file: PlannedFile, body: string): void {
  const reader = readerFor(state, file.path)
  for (const [, target] of body.matchAll(/\[\[([^[\]|\n]+)/g)) reader.resolve(target!.replace(/\\$/, ''), 'wiki')
  for (const [, target] of body.matchAll(/\]\(<?([^)>\n]+?)>?(?:\s+["'(][^\n]*)?\)/g))
    reader.resolve(target!, 'relative')
}
