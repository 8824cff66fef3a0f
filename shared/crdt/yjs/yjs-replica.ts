import * as Y from 'yjs'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import type { ContentNode } from '../content.ts'
import {
  fieldsFrom,
  registerWrites,
  type FieldPatch,
  type FieldValues,
  type Registers,
  type Scalar,
} from '../fields.ts'
import type { ContentReplica, OpenReplicaOptions } from '../replica.ts'
import { anchorOf, indexOf } from './block-anchors.ts'
import { patchContent } from './patch-content.ts'
import { contentReader } from './xml-content.ts'

/** Marks transactions that bring in what is already stored, here or elsewhere; everything else is a local change. */
export const storedOrigin = Symbol('stored')

export interface YjsReplica extends ContentReplica {
  readonly kind: 'yjs'
  /** For editors that bind to it. Fields live in the map `fields`, rich text in the fragment `content`. */
  readonly doc: Y.Doc
}

/** Yjs, for what people type or draw together. Client ids are the library's random ones, never persisted. */
export function openYjsReplica({ id, shape }: OpenReplicaOptions): YjsReplica {
  const doc = new Y.Doc()
  const registers = doc.getMap<Scalar>('fields')
  return {
    id,
    kind: 'yjs',
    doc,
    fields: () => ({ ...fieldsFrom(shape, snapshotOf(registers)), ...textsOf(doc, shape) }),
    patch: (patch) => patchDoc({ doc, registers, shape }, patch),
    conflicts: () => [],
    apply: (chunks) => applyChunks(doc, chunks),
    save: () => Y.encodeStateAsUpdate(doc),
    changes: () => [Y.encodeStateAsUpdate(doc)],
    onLocalChange: (listener) => {
      const forward = (update: Uint8Array, origin: unknown) => {
        if (origin !== storedOrigin) listener(update)
      }
      doc.on('update', forward)
      return () => doc.off('update', forward)
    },
    onUpdate: (listener) => {
      doc.on('update', listener)
      return () => doc.off('update', listener)
    },
    content: contentReader(doc.getXmlFragment('content')),
    writeContent: (nodes: readonly ContentNode[]) =>
      doc.transact(() => patchContent(doc.getXmlFragment('content'), nodes)),
    anchor: (block, side) => anchorOf(doc.getXmlFragment('content'), block, side),
    blocksBefore: (anchor) => indexOf(doc.getXmlFragment('content'), anchor),
    close: () => doc.destroy(),
  }
}

function applyChunks(doc: Y.Doc, chunks: readonly Uint8Array[]): Outcome<'malformed', void> {
  try {
    // Decoding all before applying any keeps the replica whole when one of them is damaged.
    for (const chunk of chunks) Y.decodeUpdate(chunk)
    doc.transact(() => {
      for (const chunk of chunks) Y.applyUpdate(doc, chunk, storedOrigin)
    }, storedOrigin)
    return done()
  } catch {
    return refused('malformed')
  }
}

interface FieldHome {
  doc: Y.Doc
  registers: Y.Map<Scalar>
  shape: OpenReplicaOptions['shape']
}

function patchDoc({ doc, registers, shape }: FieldHome, patch: FieldPatch): void {
  doc.transact(() => {
    for (const [key, value] of registerWrites(shape, snapshotOf(registers), patch)) {
      if (value === undefined) registers.delete(key)
      else registers.set(key, value)
    }
    for (const [field, value] of Object.entries(patch)) {
      if (shape[field] === 'text' && typeof value === 'string') writeText(doc.getText(`text/${field}`), value)
    }
  })
}

/** Replaces only the part between the common beginning and end, so that carets and concurrent edits outside it stay put. */
function writeText(text: Y.Text, next: string): void {
  // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
  const current = text.toString()
  let start = 0
  while (start < current.length && start < next.length && current[start] === next[start]) start += 1
  let end = 0
  while (end < current.length - start && end < next.length - start && current.at(-1 - end) === next.at(-1 - end))
    end += 1
  if (current.length > start + end) text.delete(start, current.length - start - end)
  if (next.length > start + end) text.insert(start, next.slice(start, next.length - end))
}

function textsOf(doc: Y.Doc, shape: OpenReplicaOptions['shape']): FieldValues {
  const texts: Record<string, string> = {}
  for (const [field, kind] of Object.entries(shape)) {
    // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
    if (kind === 'text') texts[field] = doc.getText(`text/${field}`).toString()
  }
  return texts
}

function snapshotOf(map: Y.Map<Scalar>): Registers {
  return new Map(map.entries())
}
