import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import type { ContentNode } from '#shared/crdt/content.ts'
import type { Act, Blocks } from './asked-place.ts'
import { plainWords } from './plain-words.ts'

/** What there is to ask about where somebody is in a text: the selected words, or the block with the caret. */
export interface AskScope {
  readonly isSelection: boolean
  readonly words: string
  /** What stands before the end of it, at most so much as a model needs to go on. */
  readonly before: string
  readonly whole: string
  readonly blocks: Blocks
  readonly table: TableScope | undefined
}

export interface TableScope {
  readonly words: string
  readonly blocks: Blocks
  /** Why it can not be filled. */
  readonly refusal: 'merged' | 'full' | undefined
}

const maxBefore = 2_000

export function askScope({ doc, selection }: EditorState): AskScope {
  const { $from, $to, from, to } = selection
  const between = (start: number, end: number) => doc.textBetween(start, end, '\n', ' ').trim()
  // Of several blocks a model is to see what they are: points, rows.
  const isInOne = $from.parent.isTextblock && $from.sameParent($to)
  const within = () => (isInOne ? between(from, to) : plainWords(contentOf(doc.cut(from, to))).trim())
  const selected = selection.empty ? '' : within()
  const isSelection = selected !== ''
  const caretBlock = $to.parent.isTextblock ? between($to.start(), $to.end()) : ''
  return {
    isSelection,
    words: isSelection ? selected : caretBlock,
    before: isSelection ? selected : between(Math.max(0, to - maxBefore), to),
    whole: plainWords(contentOf(doc)).trim(),
    blocks: { from: $from.index(0), to: Math.min(doc.childCount, Math.max($to.index(0), $from.index(0)) + 1) },
    table: tableScope($from.node(1), $from.index(0)),
  }
}

function tableScope(table: Node | undefined, block: number): TableScope | undefined {
  if (table?.type.name !== 'table') return undefined
  let empty = 0
  let isMerged = false
  table.descendants((node) => {
    const isCell = node.type.name === 'tableCell' || node.type.name === 'tableHeader'
    if (isCell && node.textContent.trim() === '') empty += 1
    isMerged ||= isCell && Number(node.attrs.colspan) * Number(node.attrs.rowspan) > 1
    return !isCell
  })
  const refusal = isMerged ? 'merged' : empty === 0 ? 'full' : undefined
  return { words: plainWords([table.toJSON() as ContentNode]), blocks: { from: block, to: block + 1 }, refusal }
}

function contentOf(doc: Node): readonly ContentNode[] {
  return (doc.toJSON() as ContentNode).content ?? []
}

const changing: readonly Act[] = ['rewrite', 'shorten', 'friendly', 'formal', 'translate']

/** Whether there is something for it to work with. */
export function isOffered(act: Act, { words, before, table }: AskScope): boolean {
  if (act === 'fill') return table !== undefined
  if (act === 'continue') return before !== '' && !table
  return act === 'outline' ? !table : words !== '' || !(changing.includes(act) || act === 'tasks')
}

/** The words that go with the question. */
export function passageFor(act: Act, scope: AskScope): string {
  if (act === 'fill') return scope.table?.words ?? ''
  if (act === 'continue') return scope.before
  if (act === 'outline') return scope.isSelection ? scope.words : scope.whole
  return scope.words
}
