import type { ContentNode } from '#shared/crdt/content.ts'
import type { FieldValue } from '#shared/crdt/fields.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { hasContent } from '#shared/rooms/room.ts'

/** The field that names a thing, by convention of all types. */
export function titleOf(replica: Replica): string {
  const { title } = replica.fields()
  return typeof title === 'string' ? title : ''
}

/** What a person wrote in it, as plain text: for copying out when nothing else works. */
export function textOf(replica: Replica): string {
  const { title: _title, ...rest } = replica.fields()
  const fields = Object.values(rest).flatMap(writtenIn)
  const content = hasContent(replica) ? replica.content().map(blockText) : []
  return [titleOf(replica), ...fields, ...content].filter((line) => line !== '').join('\n')
}

/** Texts and the texts of items; ids, dates, flags and other single words are left out. */
function writtenIn(value: FieldValue): string[] {
  if (typeof value === 'string') return /\s/.test(value) ? [value] : []
  if (typeof value !== 'object' || Array.isArray(value)) return []
  return Object.values(value).flatMap((item) => (typeof item.text === 'string' ? [item.text] : []))
}

function blockText(node: ContentNode): string {
  if (node.type === 'text') return node.text ?? ''
  const children = node.content ?? []
  const isLine = children.every((child) => child.type === 'text' || child.type === 'hardBreak')
  if (node.type === 'hardBreak') return '\n'
  return children.map(blockText).join(isLine ? '' : '\n')
}
