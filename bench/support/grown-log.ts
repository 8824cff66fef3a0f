import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import * as Y from 'yjs'
import { type DeviceId, mintId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'

export interface GrowingDocument {
  readonly replica: ReplicaId
  readonly doc: Y.Doc
  readonly text: Y.XmlText
}

const perAppend = 500
const pageText = 'What stays in the document while it is edited, a few thousand characters of it. '.repeat(60)

export function newDocuments(count: number): GrowingDocument[] {
  return Array.from({ length: count }, (_, at) => {
    const doc = new Y.Doc()
    doc.clientID = 0x20000000 + at
    return { replica: mintId<ReplicaId>('document', systemRandom), doc, text: new Y.XmlText() }
  })
}

/**
 * Appends `count` changes to a workspace of a data folder that no server holds, through the log itself: first each document's text, then
 * characters that are typed and deleted again, so that the history grows and the documents do not. Returns the seconds it took to append.
 */
export async function growLog(
  folder: string,
  workspace: WorkspaceId,
  { documents, count }: { documents: readonly GrowingDocument[]; count: number },
): Promise<number> {
  await initializeWasm(readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
  const core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  let seconds = 0
  try {
    const owner = await core.storage.control.firstAccount()
    if (!owner) throw new Error('bug: a data folder without an account')
    const envelope = { workspace, author: userPrincipal(owner.id), device: mintId<DeviceId>('device', systemRandom) }
    for (let at = 0; at < count; ) {
      const changes = nextChanges(documents, Math.min(perAppend, count - at), at)
      const start = performance.now()
      await core.log.append({ ...envelope, changes })
      seconds += (performance.now() - start) / 1000
      at += changes.length
    }
  } finally {
    await core.close()
  }
  return seconds
}

function nextChanges(documents: readonly GrowingDocument[], count: number, from: number): OutgoingChange[] {
  return Array.from({ length: count }, (_, at) => {
    const { replica, doc, text } = documents[(from + at) % documents.length] as GrowingDocument
    return { replica, kind: 'yjs', bytes: nextUpdate(doc, text) }
  })
}

function nextUpdate(doc: Y.Doc, text: Y.XmlText): Uint8Array {
  let bytes: Uint8Array | undefined
  doc.once('update', (update: Uint8Array) => (bytes = update))
  doc.transact(() => {
    const content = doc.getXmlFragment('content')
    if (content.length === 0) {
      const paragraph = new Y.XmlElement('paragraph')
      content.insert(0, [paragraph])
      paragraph.insert(0, [text])
      text.insert(0, pageText)
    } else if (text.length > pageText.length) text.delete(pageText.length, 1)
    else text.insert(pageText.length, 'x')
  })
  if (!bytes) throw new Error('bug: an edit made no update')
  return bytes
}
