import type * as Y from 'yjs'
import type { ContentNode } from '#shared/crdt/content.ts'
import { contentMarks, contentNodes, unknownContent } from '#shared/rooms/documents/index.ts'

export interface ContentGuard {
  /** The text holds something that this version does not know, now or from the start. */
  isUnknown(): boolean
  subscribe(listener: () => void): () => void
  /** Whoever binds an editor says how it is cut off at once. Returns the way to take that back. */
  bind(cutOff: () => void): () => void
}

/**
 * The editor's binding deletes what its schema cannot build, for everyone. A text that a newer version has written into must
 * therefore never be bound, and a bound one is let go before the binding sees the change that brings the unknown part.
 */
export function guardContent(doc: Y.Doc, content: readonly ContentNode[]): ContentGuard {
  let isUnknown = unknownContent(content).size > 0
  const cuts = new Set<() => void>()
  return {
    isUnknown: () => isUnknown,
    bind: (cutOff) => {
      cuts.add(cutOff)
      return () => cuts.delete(cutOff)
    },
    subscribe: (listener) => {
      const look = (transaction: Y.Transaction) => {
        if (isUnknown || transaction.local || !bringsUnknown(transaction)) return
        isUnknown = true
        for (const cutOff of cuts) cutOff()
        listener()
      }
      doc.on('beforeObserverCalls', look)
      return () => doc.off('beforeObserverCalls', look)
    },
  }
}

interface XmlPart {
  readonly nodeName?: string
  readonly _item?: Y.Item | null
  toArray?(): XmlPart[]
  toDelta?(): { attributes?: Record<string, unknown> }[]
}

function bringsUnknown(transaction: Y.Transaction): boolean {
  const isNew = ({ _item: item }: XmlPart) =>
    !!item && item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)
  for (const type of transaction.changed.keys()) {
    const part = type as unknown as XmlPart
    // Marks can change within a text that was there before; elements only by new ones.
    if (part.toDelta && !part.nodeName && part.toArray === undefined && hasUnknownMark(part)) return true
    for (const child of part.toArray?.() ?? []) if (isNew(child) && holdsUnknown(child)) return true
  }
  return false
}

function holdsUnknown(part: XmlPart): boolean {
  if (part.nodeName === undefined) return hasUnknownMark(part)
  if (!Object.hasOwn(contentNodes, part.nodeName)) return true
  return part.toArray?.().some(holdsUnknown) ?? false
}

function hasUnknownMark(text: XmlPart): boolean {
  const marks = text.toDelta?.().flatMap(({ attributes }) => Object.keys(attributes ?? {})) ?? []
  return marks.some((name) => !Object.hasOwn(contentMarks, name.replace(/--[A-Za-z0-9+/=]{8}$/, '')))
}
