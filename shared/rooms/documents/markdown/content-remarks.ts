import type { ContentNode } from '../../../crdt/content.ts'
import type { Remark } from './import-report.ts'

/** What a reader of the report wants to know about a text: what stayed as source, and what leads nowhere. */
export function contentRemarks(content: readonly ContentNode[]): Remark[] {
  const kinds = new Map<string, number>()
  const nowhere = new Set<string>()
  const pictures = new Set<string>()
  const visit = (node: ContentNode) => {
    const { source, target, id } = node.attrs ?? {}
    if (node.type === 'documentLink' && !id) nowhere.add(String(target))
    else if (typeof source === 'string') {
      const picture = /^!\[[^\]]*\]\(([^)]*)\)$/.exec(source)?.[1]
      if (picture !== undefined) pictures.add(picture)
      else kinds.set(kindOf(source), (kinds.get(kindOf(source)) ?? 0) + 1)
    }
    node.content?.forEach(visit)
  }
  content.forEach(visit)
  const what = [...kinds].map(([kind, count]) => (count > 1 ? `${kind} (${count})` : kind)).join(', ')
  return [
    ...(what ? [{ code: 'kept-as-source', values: { what } } as const] : []),
    ...(nowhere.size > 0 ? [{ code: 'links-nowhere', values: { targets: some(nowhere) } } as const] : []),
    ...(pictures.size > 0 ? [{ code: 'images-missing', values: { targets: some(pictures) } } as const] : []),
  ]
}

function some(targets: ReadonlySet<string>): string {
  const shown = [...targets].slice(0, 5).join(', ')
  return targets.size > 5 ? `${shown} … (${targets.size})` : shown
}

function kindOf(source: string): string {
  if (/^(\$|\\\(|\\\[)/.test(source)) return 'math'
  if (source.startsWith('%%') || source.startsWith('<!--')) return 'comments'
  if (/^\[\^|^\^\[/.test(source)) return 'footnotes'
  if (/^>\s*\[!/.test(source)) return 'callouts'
  if (source.startsWith(':::')) return 'directives'
  if (source.startsWith('<')) return 'HTML'
  if (source.startsWith('[')) return 'link definitions'
  return 'other'
}
