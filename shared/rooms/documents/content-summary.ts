import type { ContentNode } from '../../crdt/content.ts'
import { isReplicaId, type ReplicaId } from '../../kit/ids.ts'

/** What rows keep of a content. */
export interface ContentSummary {
  /** The beginning as plain text, at most 160 characters. */
  readonly excerpt: string
  /** Runs of letters and digits; in scripts without spaces each character counts. */
  readonly words: number
  /** Documents it links to, each once, in order of appearance. */
  readonly links: readonly ReplicaId[]
  /** What is written in links that lead nowhere yet, as `linkKey`s. */
  readonly danglingLinks: readonly string[]
  readonly checklist: { readonly done: number; readonly total: number }
}

interface BlockSummary {
  readonly text: string
  readonly words: number
  readonly links: readonly ReplicaId[]
  readonly dangling: readonly string[]
  readonly done: number
  readonly total: number
}

const excerptLength = 160

// A memo by identity: an open replica hands out the same node for a block that has not changed, so that one keystroke in a large
// document costs one block.
const summaries = new WeakMap<ContentNode, BlockSummary>()

export function summarize(content: readonly ContentNode[]): ContentSummary {
  let words = 0
  let done = 0
  let total = 0
  let excerpt = ''
  const links = new Set<ReplicaId>()
  const dangling = new Set<string>()
  for (const block of content) {
    const summary = summaryOf(block)
    words += summary.words
    done += summary.done
    total += summary.total
    for (const link of summary.links) links.add(link)
    for (const target of summary.dangling) dangling.add(target)
    if (excerpt.length < excerptLength && summary.text) excerpt = excerpt ? `${excerpt} ${summary.text}` : summary.text
  }
  return {
    excerpt: shorten(excerpt),
    words,
    links: [...links],
    danglingLinks: [...dangling],
    checklist: { done, total },
  }
}

/** How titles are compared. */
export function titleKey(title: string): string {
  return title.normalize('NFKC').trim().toLowerCase()
}

/** What a written link names, to be compared with titles by `leadsTo`: `Folder/My note.md#Part` → `folder/my note`. */
export function linkKey(target: string): string {
  return titleKey((target.split('#', 1)[0] ?? '').replace(/\.md\s*$/i, ''))
}

export function leadsTo(link: string, title: string): boolean {
  return title !== '' && (link === title || link.endsWith(`/${title}`))
}

function summaryOf(block: ContentNode): BlockSummary {
  const known = summaries.get(block)
  if (known) return known
  const summary = summarizeBlock(block)
  summaries.set(block, summary)
  return summary
}

function summarizeBlock(block: ContentNode): BlockSummary {
  const links: ReplicaId[] = []
  const dangling: string[] = []
  let text = ''
  let done = 0
  let total = 0
  const visit = (node: ContentNode) => {
    if (node.text !== undefined) text += node.text
    else if (node.type === 'documentLink') {
      const { id, target, label } = node.attrs ?? {}
      const shown = label || target
      if (typeof shown === 'string') text += shown
      if (isReplicaId(id)) links.push(id)
      else if (typeof target === 'string' && linkKey(target)) dangling.push(linkKey(target))
    } else if (node.type === 'hardBreak') text += '\n'
    else if (node.type === 'taskItem') {
      total += 1
      if (node.attrs?.checked === true) done += 1
    }
    if (!node.content) return
    node.content.forEach(visit)
    // Between two blocks there is no character, but there is a gap between their words.
    if (text && !text.endsWith('\n') && node.type !== 'text') text += '\n'
  }
  visit(block)
  return { text: shorten(text.slice(0, 4 * excerptLength)), words: countWords(text), links, dangling, done, total }
}

/** One pass over code units, for it runs over megabytes: surrogate pairs count as letters. */
export function countWords(text: string): number {
  let words = 0
  let inside = false
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (standsAlone(unit)) {
      words += 1
      inside = false
    } else if (isWordUnit(unit)) {
      if (!inside) words += 1
      inside = true
    } else if (unit !== apostrophe && unit !== curlyApostrophe) inside = false
  }
  return words
}

const apostrophe = 0x27
const curlyApostrophe = 0x2019

/** Hiragana, katakana, CJK ideographs and their compatibility block: written without spaces. Hangul has spaces. */
function standsAlone(unit: number): boolean {
  return (
    unit >= 0x3041 &&
    ((unit <= 0x30ff && unit !== 0x30fb) ||
      (unit >= 0x3400 && unit <= 0x4dbf) ||
      (unit >= 0x4e00 && unit <= 0x9fff) ||
      (unit >= 0xf900 && unit <= 0xfaff))
  )
}

function isWordUnit(unit: number): boolean {
  if (unit < 0x80)
    return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95
  if (unit < 0xc0) return unit === 0xaa || unit === 0xb5 || unit === 0xba
  // General punctuation, symbols, arrows, mathematical operators, CJK punctuation, fullwidth punctuation.
  return !(
    (unit >= 0x2000 && unit <= 0x2bff) ||
    (unit >= 0x3000 && unit <= 0x303f) ||
    (unit >= 0xff00 && unit <= 0xff0f)
  )
}

/** Cuts between characters, not inside a surrogate pair. */
function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat.length <= excerptLength) return flat
  const cut = flat.slice(0, excerptLength - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
