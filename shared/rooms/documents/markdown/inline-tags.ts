import type { ContentNode } from '../../../crdt/content.ts'

/** `#project/alpha` in the text, as Obsidian reads it: letters, digits, `_`, `-` and `/`, not digits alone. */
export function inlineTags(nodes: readonly ContentNode[]): string[] {
  const tags = new Set<string>()
  const visit = (node: ContentNode) => {
    if (node.type === 'codeBlock') return
    if (node.text !== undefined && !node.marks?.some(({ type }) => type === 'code' || type === 'link')) {
      for (const [, tag] of node.text.matchAll(/(?<![^\s(])#([\p{L}\p{M}\p{N}_/-]+)/gu)) {
        if (/[^\d]/.test(tag!) && tag!.length <= 60) tags.add(tag!)
      }
    }
    node.content?.forEach(visit)
  }
  nodes.forEach(visit)
  return [...tags].slice(0, 100)
}
