import type { ContentMark, ContentNode } from '../../../crdt/content.ts'
import { isNoteName, splitAddress } from './addresses.ts'

/** A piece of inline content with the marks that hold there. */
export interface Leaf {
  readonly kind: 'text' | 'soft' | 'hard' | 'atom'
  /** The characters of a text; for an atom the finished Markdown. */
  readonly text: string
  readonly marks: readonly ContentMark[]
}

/** Finished Markdown, or for what is written as a plain link its words and address. */
export type AtomWriter = (node: ContentNode) => string | WrittenLink

export interface WrittenLink {
  readonly words: string
  readonly href: string
  readonly title: string | undefined
}

/**
 * Inline content in the shape that Markdown can say: no spaces at line ends and beginnings or just inside emphasis, no empty lines,
 * and marks that reach across the things between two texts.
 */
export function leavesOf(content: readonly ContentNode[], writeAtom: AtomWriter, oneLine: boolean): Leaf[] {
  const leaves = content.flatMap((node, index) => leafOf(node, writeAtom, { oneLine, index }))
  const trimmed = trimLines(oneLine ? inOneLine(leaves) : leaves)
  return mergeLeaves(loosenSpaces(reachAcross(trimmed)))
}

function leafOf(
  node: ContentNode,
  writeAtom: AtomWriter,
  { oneLine, index }: { oneLine: boolean; index: number },
): Leaf[] {
  if (node.type === 'hardBreak') return [{ kind: node.attrs?.soft === true ? 'soft' : 'hard', text: '', marks: [] }]
  if (node.type !== 'text') {
    const text = writeAtom(node)
    if (typeof text === 'object') {
      const { words, href, title } = text
      // A link to a note or file is read as one thing each; others to one address beside each other are one link.
      const key = isNoteName(splitAddress(href).path) || node.type === 'attachment' ? index : null
      return [{ kind: 'text', text: words, marks: [{ type: 'link', attrs: { href, title: title ?? null, key } }] }]
    }
    if (oneLine && /^<br ?\/?>$/i.test(text)) return [{ kind: 'hard', text: '', marks: [] }]
    return text ? [{ kind: 'atom', text, marks: [] }] : []
  }
  const marks = node.marks ?? []
  const plain = (node.text ?? '').replace(/\r\n?/g, '\n').replace(/\0/g, '\uFFFD')
  if (marks.some(({ type }) => type === 'code')) return codeLeaf(plain.replace(/\n/g, ' '), marks)
  return plain
    .split('\n')
    .flatMap((text, index) => [
      ...(index > 0 ? [{ kind: 'soft', text: '', marks } as const] : []),
      ...(text ? [{ kind: 'text', text, marks } as const] : []),
    ])
}

function codeLeaf(text: string, marks: readonly ContentMark[]): Leaf[] {
  return text ? [{ kind: 'text', text, marks }] : []
}

function inOneLine(leaves: readonly Leaf[]): Leaf[] {
  return leaves.map((leaf) => (leaf.kind === 'soft' ? { kind: 'text', text: ' ', marks: leaf.marks } : leaf))
}

/** Things between two texts have no marks of their own; what both neighbours share goes on through them. */
function reachAcross(leaves: readonly Leaf[]): Leaf[] {
  let before: readonly ContentMark[] = []
  return leaves.map((leaf, index) => {
    if (leaf.kind === 'text') {
      before = leaf.marks
      return leaf
    }
    const after = leaves.slice(index + 1).find(({ kind }) => kind === 'text')?.marks ?? []
    const shared = before.filter(
      (mark) =>
        mark.type !== 'code' &&
        (mark.type !== 'link' || leaf.kind !== 'atom') &&
        after.some((one) => isSame(one, mark)),
    )
    return { ...leaf, marks: shared }
  })
}

export function isSame(a: ContentMark, b: ContentMark): boolean {
  if (a.type !== b.type) return false
  if (a.type !== 'link') return true
  return ['href', 'title', 'key'].every((name) => (a.attrs?.[name] ?? null) === (b.attrs?.[name] ?? null))
}

export function isCode(leaf: Leaf): boolean {
  return leaf.kind === 'text' && leaf.marks.some(({ type }) => type === 'code')
}

/** Markdown reads neither spaces beside a line end, nor an empty line, nor a break at the end. */
function trimLines(leaves: readonly Leaf[]): Leaf[] {
  const result: Leaf[] = []
  const lineEnd = (leaf: Leaf | undefined) => leaf === undefined || leaf.kind === 'soft' || leaf.kind === 'hard'
  const trimEnd = () => {
    for (let last = result.at(-1); last?.kind === 'text' && !isCode(last); last = result.at(-1)) {
      const text = last.text.replace(/[ \t]+$/, '')
      if (text === last.text) return
      result.pop()
      if (text) result.push({ ...last, text })
    }
  }
  for (const leaf of leaves) {
    if (lineEnd(leaf)) {
      trimEnd()
      const last = result.at(-1)
      if (last === undefined || (leaf.kind === 'soft' && lineEnd(last))) continue
      if (leaf.kind === 'hard' && last.kind === 'soft') result.pop()
      result.push(leaf)
    } else if (leaf.kind === 'text' && !isCode(leaf) && lineEnd(result.at(-1))) {
      const text = leaf.text.replace(/^[ \t]+/, '')
      if (text) result.push({ ...leaf, text })
    } else result.push(leaf)
  }
  trimEnd()
  while (result.length > 0 && lineEnd(result.at(-1))) result.pop()
  return result
}

const signMarks: ReadonlySet<string> = new Set(['bold', 'italic', 'strike', 'highlight'])

/** Takes marks that are written with signs off the spaces at the ends of their run, where the signs would not be read. */
function loosenSpaces(leaves: readonly Leaf[]): Leaf[] {
  let current = [...leaves]
  for (const type of signMarks) current = loosen(loosen(current, type, 'start'), type, 'end')
  return current
}

function loosen(leaves: readonly Leaf[], type: string, end: 'start' | 'end'): Leaf[] {
  const result: Leaf[] = []
  const ordered = end === 'start' ? leaves : [...leaves].reverse()
  let inRun = false
  for (const leaf of ordered) {
    const has = leaf.marks.some((mark) => mark.type === type)
    if (!has) inRun = false
    if (!has || inRun) {
      result.push(leaf)
      continue
    }
    const without = leaf.marks.filter((mark) => mark.type !== type)
    if (leaf.kind !== 'text' || isCode(leaf)) {
      inRun = isCode(leaf)
      result.push(inRun ? leaf : { ...leaf, marks: without })
      continue
    }
    const spaces = (end === 'start' ? /^\s+/ : /\s+$/).exec(leaf.text)?.[0] ?? ''
    const rest = end === 'start' ? leaf.text.slice(spaces.length) : leaf.text.slice(0, leaf.text.length - spaces.length)
    if (spaces) result.push({ ...leaf, text: spaces, marks: without })
    if (rest) result.push({ ...leaf, text: rest })
    inRun = rest !== ''
  }
  return end === 'start' ? result : result.reverse()
}

function mergeLeaves(leaves: readonly Leaf[]): Leaf[] {
  const merged: Leaf[] = []
  for (const leaf of leaves) {
    const last = merged.at(-1)
    const joins =
      last?.kind === 'text' &&
      leaf.kind === 'text' &&
      last.marks.length === leaf.marks.length &&
      last.marks.every((mark) => leaf.marks.some((one) => isSame(one, mark)))
    if (joins) merged[merged.length - 1] = { ...last, text: last.text + leaf.text }
    else merged.push(leaf)
  }
  return merged
}
