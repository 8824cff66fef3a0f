import { maskAt } from './mask.ts'

export interface EscapeContext {
  /** In a label of a link, where brackets count. */
  readonly inLabel: boolean
  /** Something else on the line could pair with a sign of math or a comment. */
  readonly strict: boolean
  /** What the document defines, as `labelKey`s: brackets around one of these are a link. */
  readonly labels: ReadonlySet<string>
}

export interface Surroundings {
  /** What is written before and after on the same line, unescaped. */
  readonly before: string
  readonly after: string
  /** What follows on later lines: brackets reach there. */
  readonly beyond: string
}

/** Plain text → Markdown that reads as that text, with a backslash only where it is needed. */
export function escapeText(text: string, context: EscapeContext, { before, after, beyond }: Surroundings): string {
  const line = before + text + after
  let written = ''
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!
    const place = before.length + at
    written += special.has(char) && isRead(line, place, { ...context, beyond }) ? `\\${char}` : char
  }
  return written.replace(/&(?=#[xX]?[0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]*;)/g, '\\&')
}

const special: ReadonlySet<string> = new Set('\\`*_~=[]!<$%:.@^')

/** Whether the sign at `at` would be read as more than itself. */
function isRead(line: string, at: number, context: EscapeContext & { beyond: string }): boolean {
  const before = line[at - 1] ?? ''
  const after = line[at + 1] ?? ''
  switch (line[at]) {
    case '\\':
      return after === '' || /[!-/:-@[-`{-~\n]/.test(after)
    case '`':
      return true
    case '*':
      return !(isSpace(before) && isSpace(after))
    case '_':
      return opensOrCloses(line, at)
    case '~':
      return before === '~' || after === '~'
    case '%':
    case '=':
      return (before === line[at] || after === line[at]) && pairs(line, at, context)
    case ']':
      return context.inLabel
    case '[':
      return context.inLabel || bracketReads(line, at, context)
    case '!':
      return after === '['
    case '<':
      return /[A-Za-z/!?]/.test(after) || /^<[^\s<>]+@[^\s<>]*>/.test(line.slice(at)) || after === ''
    case '$':
      return context.strict
    case '^':
      return (context.inLabel && before === '[') || after === '['
    case ':':
      // Behind a footnote's sign it would make a definition of it.
      if (/^\[\^[^\]]*\]$/.test(line.slice(0, at))) return true
      return /https?$/i.test(line.slice(Math.max(0, at - 5), at)) && line.startsWith('//', at + 1)
    case '.':
      return /(^|[^A-Za-z0-9])www$/i.test(line.slice(Math.max(0, at - 4), at)) && /[\p{L}\p{N}]/u.test(after)
    case '@':
      return /[\w.+-]/.test(before) && /\w/.test(after)
    default:
      return false
  }
}

function isSpace(char: string): boolean {
  return char === '' || /\s/.test(char)
}

/** A run of `_` inside a word or between spaces is text. */
function opensOrCloses(line: string, at: number): boolean {
  let first = at
  let last = at
  while (line[first - 1] === '_') first -= 1
  while (line[last + 1] === '_') last += 1
  const [before, after] = [line[first - 1] ?? '', line[last + 1] ?? '']
  if (isSpace(before) && isSpace(after)) return false
  return !(/[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after))
}

/**
 * Whether a line holds math. Escaping one sign of it could make a pair of two others, so then all are escaped. Backslashes of the
 * text get one of their own when written, so here they hide nothing.
 */
export function holdsMath(line: string): boolean {
  if (line.indexOf('$') === line.lastIndexOf('$')) return false
  const shown = line.replace(/\\/g, 'x')
  return shown.includes('$$') || [...shown.matchAll(/\$/g)].some(({ index }) => maskAt(shown, index) !== undefined)
}

/** `==` and `%%` are read in pairs of one line, a comment also from the beginning of a line on. */
function pairs(line: string, at: number, context: EscapeContext): boolean {
  const runs = line.match(line[at] === '=' ? /={2,}/g : /%%/g) ?? []
  return context.strict || runs.length > 1 || (line[at] === '%' && /^\s*%%/.test(line))
}

function bracketReads(line: string, at: number, { labels, beyond }: EscapeContext & { beyond: string }): boolean {
  const rest = `${line.slice(at + 1)}\n${beyond}`
  if (/^[[^!]/.test(rest) || line[at - 1] === '[') return true
  if (/^[\sxX]\](\s|$)/.test(rest) && line.slice(0, at).trim() === '') return true
  const end = rest.indexOf(']')
  if (end < 0) return labels.size > 0
  if (rest.slice(0, end).includes('[')) return labels.size > 0 || /\][([:]/.test(rest)
  return /[([:]/.test(rest[end + 1] ?? '') || labels.has(labelKey(rest.slice(0, end)))
}

/** How labels of references are compared. */
export function labelKey(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase()
}

/** What counts at the beginning of a line only: headings, quotes, lists, rules, tables, math and directives. */
export function escapeLine(line: string, isFirst: boolean): string {
  if (/^(#{1,6}([ \t]|$)|>|[-+*]([ \t]|$)|:{3,}|\$\$)/.test(line)) return `\\${line}`
  if (/^([-_*])[ \t]*(\1[ \t]*)*$/.test(line)) return `\\${line}`
  if (!isFirst && /^(=+[ \t]*$|\||:?-+[\s|:-]*$)/.test(line)) return `\\${line}`
  if (/^\+{3}$/.test(line)) return `\\${line}`
  return line.replace(/^(\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2')
}
