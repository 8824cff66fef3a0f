import type { ContentNode } from '../../crdt/content.ts'

const tagPattern = /(^|[\s([{])#([\p{L}\p{N}_][\p{L}\p{N}\p{M}_/-]*)/gu
const maxTitle = 120

/** A stretch of an idea's text: plain words, or a `#tag` as it was typed. */
export interface IdeaPart {
  readonly text: string
  readonly tag: string | undefined
}

/** The text cut at its `#tags`. A tag has a letter in it, so that `#1` stays a number. Put together again it is the same text. */
export function partsOf(text: string): readonly IdeaPart[] {
  const parts: IdeaPart[] = []
  let at = 0
  for (const match of text.matchAll(tagPattern)) {
    const start = match.index + (match[1] ?? '').length
    const word = (match[2] ?? '').replace(/[-/]+$/, '')
    if (!/\p{L}/u.test(word)) continue
    if (start > at) parts.push({ text: text.slice(at, start), tag: undefined })
    at = start + 1 + word.length
    parts.push({ text: text.slice(start, at), tag: tagOf(word) })
  }
  if (at < text.length) parts.push({ text: text.slice(at), tag: undefined })
  return parts
}

/** The tags that a text names, each once. */
export function tagsIn(text: string): readonly string[] {
  return [...new Set(partsOf(text).flatMap(({ tag }) => tag ?? []))]
}

/** One spelling a tag: without `#`, in lower case. */
export function tagOf(word: string): string {
  return word.replace(/^#+/, '').toLowerCase()
}

/** What an idea is called: its first line, cut at a word where it is long. */
export function ideaTitle(text: string): string {
  return outline(text).title
}

/**
 * A thought as title and remainder. `#tags` at the end of the first line are not part of the title; of a long first line the title
 * is only the beginning, and the whole line stays in the rest.
 */
export function outline(text: string): { readonly title: string; readonly rest: string } {
  const lines = text.trim().split('\n')
  const first = withoutTagsAtEnd((lines[0] ?? '').replace(/^#+\s+/, '').trim())
  if (first.length <= maxTitle) return { title: first, rest: lines.slice(1).join('\n').trim() }
  const cut = first.slice(0, maxTitle).replace(/[\uD800-\uDBFF]$/, '')
  const words = cut.replace(/\s+\S*$/, '')
  return { title: `${words || cut}…`, rest: text.trim() }
}

function withoutTagsAtEnd(line: string): string {
  const parts = partsOf(line)
  const last = parts.findLastIndex((part) => part.tag === undefined && part.text.trim() !== '')
  const kept = parts.slice(0, last + 1).map((part) => part.text)
  return last < 0 ? line : kept.join('').trim()
}

/** A paragraph for every block of lines; a single line end inside one stays a line end. */
export function paragraphsOf(text: string): readonly ContentNode[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => ({ type: 'paragraph', content: linesOf(block) }))
}

function linesOf(block: string): readonly ContentNode[] {
  return block.split('\n').flatMap((line, index) => {
    const text: ContentNode[] = line.trim() === '' ? [] : [{ type: 'text', text: line.trim() }]
    return index === 0 ? text : [{ type: 'hardBreak' }, ...text]
  })
}
