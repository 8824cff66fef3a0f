import type { ContentMark, ContentNode } from '../../../crdt/content.ts'
import { escapeLine, escapeText, holdsMath } from './escape-text.ts'
import { isCode, isSame, leavesOf, type AtomWriter, type Leaf } from './inline-tokens.ts'
import { plainText, replaceUnreadable, signs, type Pair, type Token } from './mark-signs.ts'
import { autolink, codeSpan, linkEnd } from './written-forms.ts'

export interface InlineContext {
  readonly writeAtom: AtomWriter
  /** Where it stands: a paragraph has lines with beginnings that count; headings and cells have one line, with `<br>` for breaks. */
  readonly place: 'paragraph' | 'line'
  /** Something beside it on the same line may hold signs that pair with those in here. */
  readonly strict?: boolean
  /** What the document defines: see `escapeText`. */
  readonly labels: ReadonlySet<string>
}

/** Inline content → Markdown, lines joined by line ends. */
export function inlineToMarkdown(content: readonly ContentNode[], context: InlineContext): string {
  const leaves = leavesOf(content, context.writeAtom, context.place === 'line')
  const tokens = tokensOf(leaves, context, [])
  // Each round turns one pair into tags, so it ends.
  while (replaceUnreadable(tokens)) continue
  return render(tokens, context)
}

/** Nests marks: at each place the mark that reaches furthest goes outside. */
function tokensOf(leaves: readonly Leaf[], context: InlineContext, active: readonly ContentMark[]): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < leaves.length) {
    const { mark, end } = furthestMark(leaves, at, active)
    if (mark) {
      const inner = leaves.slice(at, end)
      tokens.push(...wrapped(mark, inner, tokensOf(inner, context, [...active, mark])))
      at = end
    } else {
      tokens.push(leafToken(leaves[at]!, context))
      at += 1
    }
  }
  return tokens
}

const nesting = ['link', 'highlight', 'bold', 'italic', 'strike', 'underline']

function furthestMark(leaves: readonly Leaf[], at: number, active: readonly ContentMark[]) {
  let best: ContentMark | undefined
  let bestEnd = at
  for (const type of nesting) {
    const mark = leaves[at]!.marks.find((one) => one.type === type)
    if (!mark || active.some((one) => one.type === type)) continue
    let end = at
    while (end < leaves.length && leaves[end]!.marks.some((one) => isSame(one, mark))) end += 1
    if (end > bestEnd) [best, bestEnd] = [mark, end]
  }
  return { mark: best, end: bestEnd }
}

function wrapped(mark: ContentMark, leaves: readonly Leaf[], inner: readonly Token[]): readonly Token[] {
  if (mark.type === 'link') return linkTokens(mark, leaves, inner)
  if (!signs[mark.type]) return inner
  const pair: Pair = { mark: mark.type, tags: mark.type === 'underline' }
  return [{ kind: 'open', pair }, ...inner, { kind: 'close', pair }]
}

function linkTokens(mark: ContentMark, leaves: readonly Leaf[], inner: readonly Token[]): readonly Token[] {
  const href = String(mark.attrs?.href ?? '')
  const title = typeof mark.attrs?.title === 'string' ? mark.attrs.title : undefined
  const [only] = inner
  const words = leaves.length === 1 && inner.length === 1 && only?.kind === 'text' ? only.value : undefined
  const address = words !== undefined && !title ? autolink(words, href) : undefined
  if (address) return [{ kind: 'address', value: address, bare: words! }]
  const label = inner.map((token) => (token.kind === 'text' ? { ...token, inLabel: true } : token))
  return [{ kind: 'bracket', value: '[' }, ...label, { kind: 'bracket', value: linkEnd(href, title) }]
}

function leafToken(leaf: Leaf, context: InlineContext): Token {
  if (leaf.kind === 'soft') return { kind: 'break', value: '\n' }
  if (leaf.kind === 'hard')
    return context.place === 'line' ? { kind: 'atom', value: '<br>' } : { kind: 'break', value: '\\\n' }
  if (leaf.kind === 'atom') return { kind: 'atom', value: leaf.text }
  if (isCode(leaf)) return { kind: 'code', value: codeSpan(leaf.text) }
  return { kind: 'text', value: leaf.text, inLabel: false }
}

function render(tokens: readonly Token[], context: InlineContext): string {
  const lines: { tokens: Token[]; end: string }[] = [{ tokens: [], end: '' }]
  for (const token of tokens) {
    const line = lines.at(-1)!
    if (token.kind !== 'break') line.tokens.push(token)
    else {
      line.end = token.value.slice(0, -1)
      lines.push({ tokens: [], end: '' })
    }
  }
  const written: string[] = []
  let beyond = ''
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index]!
    written.unshift(renderLine(line.tokens, line.end, { ...context, isFirst: index === 0, beyond }))
    beyond = `${line.tokens.map(plainText).join('')} ${beyond}`
  }
  return written.join('\n')
}

function renderLine(
  tokens: readonly Token[],
  end: string,
  context: InlineContext & { isFirst: boolean; beyond: string },
): string {
  const { labels, beyond } = context
  const plain = tokens.map(plainText)
  // A sign of math or a comment inside an address or a raw piece could pair with one in the text.
  const strict =
    context.strict === true ||
    holdsMath(plain.join('')) ||
    tokens.some((token) => token.kind !== 'text' && token.kind !== 'code' && /\$|%%/.test(plainText(token)))
  let written = ''
  let before = ''
  tokens.forEach((token, index) => {
    const after = plain.slice(index + 1).join('') + end
    if (token.kind === 'text') {
      const text = escapeText(token.value, { inLabel: token.inLabel, strict, labels }, { before, after, beyond })
      // A digit right after the closing sign would make it a price.
      written += before.endsWith('$') ? text.replace(/^\d/, (digit) => `&#${digit.charCodeAt(0)};`) : text
    } else if (token.kind === 'address' && standsFree(token.bare, before, after)) written += token.bare
    else written += plain[index]
    before += plain[index]
  })
  const startsAsText = tokens[0]?.kind === 'text' && context.place === 'paragraph'
  return (startsAsText ? escapeLine(written, context.isFirst) : written) + end
}

/** Whether an address is read as a link without angle brackets, no more and no less of it. */
function standsFree(address: string, before: string, after: string): boolean {
  if (address.includes('@') && !address.includes('/'))
    return /(^|\s)$/.test(before) && isFreeEmail(address) && isAtEnd(after)
  return (
    /^(https?:\/\/|www\.)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/([\w/%=#?+.,:@~-]*[a-z0-9/])?)?$/i.test(address) &&
    /(^|\s)$/.test(before) &&
    isAtEnd(after)
  )
}

function isFreeEmail(address: string): boolean {
  return /^[a-z0-9]+([._+-][a-z0-9]+)*@[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/i.test(address)
}

function isAtEnd(after: string): boolean {
  return /^[.,:!?]?(\s|$)/.test(after)
}
