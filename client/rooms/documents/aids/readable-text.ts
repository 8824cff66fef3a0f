import type { Node } from '@tiptap/pm/model'

/** A document as the readers of texts take it: a line for each block, with the signs of Markdown that say what kind of line it is. */
export interface ReadableText {
  readonly text: string
  /** Where a stretch of the text stands in the document. */
  rangeOf(start: number, end: number): { readonly from: number; readonly to: number }
}

/** A run of letters: where it begins in the text, and in the document. */
interface Run {
  readonly at: number
  readonly from: number
  readonly length: number
}

/** Linear in the length of the document. Code is left out: it is no prose. */
export function readableText(doc: Node): ReadableText {
  const runs: Run[] = []
  const parts: string[] = []
  let length = 0
  const write = (words: string) => {
    parts.push(words)
    length += words.length
  }
  doc.descendants((node, from, parent) => {
    if (!node.isTextblock) return !node.type.spec.code
    if (node.type.spec.code) return false
    write(signOf(node, parent))
    node.forEach((child, offset) => {
      if (child.text) runs.push({ at: length, from: from + 1 + offset, length: child.text.length })
      write(child.text ?? (child.type.name === 'hardBreak' ? '\n' : ' '))
    })
    write('\n')
    return false
  })
  const placeOf = (offset: number) => {
    const run = runs.findLast(({ at }) => at <= offset)
    return run ? run.from + Math.min(offset - run.at, run.length) : 0
  }
  return { text: parts.join(''), rangeOf: (start, end) => ({ from: placeOf(start), to: placeOf(end - 1) + 1 }) }
}

function signOf(block: Node, parent: Node | null): string {
  if (block.type.name === 'heading') return '# '
  switch (parent?.type.name) {
    case 'taskItem':
      return parent.firstChild !== block ? '' : parent.attrs.checked === true ? '- [x] ' : '- [ ] '
    case 'listItem':
      return parent.firstChild === block ? '- ' : ''
    case 'blockquote':
      return '> '
    default:
      return ''
  }
}
