import * as Y from 'yjs'
import { diffLists } from '../../kit/diff-lists.ts'
import { alignUnits, type ContentUnit, marksKey, unitsOf } from '../align-content.ts'
import type { ContentNode } from '../content.ts'
import type { Scalar } from '../fields.ts'
import { buildNodes, readNode } from './xml-content.ts'

type Parent = Y.XmlFragment | Y.XmlElement
type Child = Y.XmlElement | Y.XmlText

/**
 * Makes a content say what `nodes` say and touches only what differs: what somebody else writes meanwhile in a part that stays is
 * kept, carets stand where they stood, and the history names few changes. Call it inside a transaction.
 */
export function patchContent(parent: Parent, nodes: readonly ContentNode[]): void {
  const children = parent.toArray() as Child[]
  const units = children.map((child) => ({ ...unitOf(child), child }))
  let index = 0
  for (const { before, after } of alignUnits(units, unitsOf(nodes))) {
    const child = (before as (typeof units)[number] | undefined)?.child
    if (!after) {
      parent.delete(index, 1)
      continue
    }
    if (!child) index += insert(parent, index, after)
    else {
      if (before?.key !== after.key) patchChild(child, after)
      index += 1
    }
  }
}

/** What a child says. An empty text says nothing, yet it takes a place. */
function unitOf(child: Child): ContentUnit {
  return unitsOf(readNode(child))[0] ?? { nodes: [], key: '' }
}

function insert(parent: Parent, index: number, unit: ContentUnit): number {
  const built = buildNodes(unit.nodes)
  parent.insert(index, built)
  return built.length
}

function patchChild(child: Child, { nodes }: ContentUnit): void {
  if (child instanceof Y.XmlText) return patchText(child, nodes)
  const [node] = nodes
  if (!node) return
  patchAttributes(child, node.attrs ?? {})
  patchContent(child, node.content ?? [])
}

function patchAttributes(element: Y.XmlElement, attrs: NonNullable<ContentNode['attrs']>): void {
  const free = element as Y.XmlElement<Record<string, Scalar>>
  const current = free.getAttributes()
  for (const name of Object.keys(current)) if ((attrs[name] ?? null) === null) free.removeAttribute(name)
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== null && JSON.stringify(current[name]) !== JSON.stringify(value)) free.setAttribute(name, value)
  }
}

/** Beyond it a paragraph has so little in common with what it shall be that it is written anew. */
const maxEdits = 1_000

interface Token {
  readonly text: string
  readonly marks: ContentNode['marks']
  /** The marks, to be compared. */
  readonly format: string
  readonly key: string
}

function patchText(text: Y.XmlText, nodes: readonly ContentNode[]): void {
  const [before, after] = [tokensOf(readNode(text)), tokensOf(nodes)]
  const runs = diffLists(before, after, { isSame: (one, other) => one.key === other.key, maxEdits }) ?? [
    { kind: 'removed', before: 0, after: 0, length: before.length },
    { kind: 'added', before: 0, after: 0, length: after.length },
  ]
  text.applyDelta(
    runs.flatMap(({ kind, before: at, after: to, length }): TextStep[] => {
      if (kind === 'added') return inserts(after.slice(to, to + length))
      const letters = before.slice(at, at + length).reduce((sum, token) => sum + token.text.length, 0)
      return [kind === 'removed' ? { delete: letters } : { retain: letters }]
    }),
  )
}

/** One insertion for all that has the same marks. */
function inserts(tokens: readonly Token[]): TextStep[] {
  const runs: Token[][] = []
  for (const token of tokens) {
    if (runs.at(-1)?.[0]?.format === token.format) runs.at(-1)?.push(token)
    else runs.push([token])
  }
  return runs.map((run) => ({ insert: run.map(({ text }) => text).join(''), attributes: formatOf(run[0]) }))
}

type TextStep =
  | { readonly insert: string; readonly attributes: Record<string, unknown> }
  | { readonly delete: number }
  | { readonly retain: number }

/** Words, and what stands between them, each with its marks. */
function tokensOf(nodes: readonly ContentNode[]): readonly Token[] {
  return nodes.flatMap(({ text = '', marks }) => {
    const format = marksKey(marks ?? [])
    return (text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? []).map((each) => ({
      text: each,
      marks,
      format,
      key: `${format} ${each}`,
    }))
  })
}

function formatOf(token: Token | undefined): Record<string, unknown> {
  return Object.fromEntries((token?.marks ?? []).map(({ type, attrs }) => [type, attrs ?? {}]))
}
