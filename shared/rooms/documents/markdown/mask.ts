/**
 * Constructs that CommonMark does not know (wiki links, math, comments, highlights, footnotes, directives) are hidden from its parser
 * behind placeholders of the same length, so that every offset still points into the source. A block becomes a processing
 * instruction (`<?…?>`), something inside a line becomes two symbols that the source does not use: like the signs they stand for
 * they count as punctuation beside emphasis.
 */
export type MaskKind = 'wiki' | 'math' | 'comment' | 'footnote' | 'highlight' | 'block'

export interface Mask {
  readonly kind: MaskKind
  readonly start: number
  readonly end: number
}

export interface Masked {
  readonly source: string
  /** As long as the source. */
  readonly text: string
  /** In order of appearance, not overlapping. */
  readonly masks: readonly Mask[]
  /** One placeholder inside a line. */
  readonly placeholder: RegExp
}

/** `open`: offsets of block masks that turned out not to be blocks of their own and stay visible. */
export function maskSource(source: string, open: ReadonlySet<number> = new Set()): Masked {
  const [first, rest] = unusedSymbols(source)
  const masks: Mask[] = []
  const lines = linesOf(source)
  let run: Line[] = []
  const endRun = () => {
    if (run.length > 0) masks.push(...masksInRun(source, run[0]!.start, run.at(-1)!.end))
    run = []
  }
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!
    const until = opaqueUntil(lines, index)
    if (until && !(until.mask && open.has(until.mask.start))) {
      endRun()
      if (until.mask) masks.push(until.mask)
      index = until.last
    } else if (line.text.trim() === '') endRun()
    else run.push(line)
  }
  endRun()
  return {
    source,
    text: applyMasks(source, masks, first + rest),
    masks,
    placeholder: new RegExp(`${first}${rest}*`, 'g'),
  }
}

interface Line {
  readonly text: string
  readonly start: number
  readonly end: number
}

function linesOf(source: string): Line[] {
  let start = 0
  return source.split('\n').map((text) => {
    const line = { text, start, end: start + text.length }
    start = line.end + 1
    return line
  })
}

/** A fenced code block (no mask: the parser knows it), or a block that is masked whole. */
function opaqueUntil(lines: readonly Line[], index: number): { last: number; mask?: Mask } | undefined {
  const line = lines[index]!
  const fence = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+(?:>[ \t]*)*)*(`{3,}|~{3,})([^\n]*)$/.exec(line.text)
  if (fence && !(fence[1]!.startsWith('`') && fence[2]!.includes('`'))) {
    const closing = new RegExp(`^[ \\t>]*\\${fence[1]![0]}{${fence[1]!.length},}[ \\t]*$`)
    const last = lines.findIndex((one, at) => at > index && closing.test(one.text))
    return last < 0 ? undefined : { last }
  }
  const opening = blockOpening.exec(line.text)
  if (!opening || (opening[1] === '+++' && index > 0)) return undefined
  const last = closingLine(lines, index, opening[1]!)
  if (last < 0) return undefined
  const start = line.start + opening[0].length - opening[1]!.length
  return { last, mask: { kind: 'block', start, end: lines[last]!.start + lines[last]!.text.trimEnd().length } }
}

/** Behind the signs of quotes, items and tasks. */
const blockOpening =
  /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+(?:>[ \t]*)*)*(?:\[[ xX]\][ \t]+)?(\$\$|%%|:{3,}(?=[ \t]*[{\p{L}])|\+{3}$)/u

function closingLine(lines: readonly Line[], index: number, opening: string): number {
  if (opening.startsWith(':')) return closingDirective(lines, index)
  if (opening === '+++') return lines.findIndex(({ text }, at) => at > index && text.trimEnd() === '+++')
  // What closes on its own line stands inside a line.
  const own = lines[index]!.text
  if (own.indexOf(opening, own.indexOf(opening) + 2) >= 0) return -1
  return lines.findIndex(({ text }, at) => at > index && text.trimEnd().endsWith(opening))
}

function closingDirective(lines: readonly Line[], index: number): number {
  let depth = 0
  for (let at = index; at < lines.length; at += 1) {
    const text = lines[at]!.text.replace(at === index ? /^[^:]*/ : /^[ \t>]*/, '').trimEnd()
    if (/^:{3,}[ \t]*[{\p{L}]/u.test(text)) depth += 1
    else if (/^:{3,}$/.test(text)) depth -= 1
    if (depth === 0) return at
  }
  return -1
}

const inLine: readonly { kind: MaskKind; pattern: RegExp }[] = [
  { kind: 'wiki', pattern: /!?\[\[(?!\s*[|\]])[^[\]\n]+\]\]/y },
  { kind: 'math', pattern: /\$\$[^$\n]+\$\$/y },
  { kind: 'math', pattern: /\$(?![\s$])(?:[^$\n\\]|\\[^\n])*?(?<!\s)\$(?!\d)/y },
  { kind: 'comment', pattern: /%%[^\n]*?%%/y },
  { kind: 'footnote', pattern: /\[\^[^\]\s[]+\]|\^\[[^[\]\n]+\]/y },
]

/** What `source` at `at` opens inside a line, if anything: the scanner of the importer and the test of the exporter's escapes. */
export function maskAt(source: string, at: number): Mask | undefined {
  for (const { kind, pattern } of inLine) {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found && !(kind === 'footnote' && isDefinition(source, at, at + found[0].length)))
      return { kind, start: at, end: at + found[0].length }
  }
  return undefined
}

/** `[^1]:` at the beginning of a line, behind the signs of quotes and items. */
function isDefinition(source: string, start: number, end: number): boolean {
  if (source[end] !== ':') return false
  return /^[ \t>]*((?:[-+*]|\d{1,9}[.)])[ \t]+[ \t>]*)*$/.test(
    source.slice(source.lastIndexOf('\n', start - 1) + 1, start),
  )
}

/** A run of lines without a blank one: code spans and escapes reach no further. */
function masksInRun(source: string, start: number, end: number): Mask[] {
  const run = source.slice(0, end)
  const masks: Mask[] = []
  const signs: number[] = []
  let at = start
  while (at < end) {
    const char = run[at]!
    if (char === '\\') at += 2
    else if (char === '`') at = afterCode(run, at)
    else if (char === '=' && /^==(?!=)/.test(run.slice(at, at + 3)) && run[at - 1] !== '=') {
      signs.push(at)
      at += 2
    } else {
      const mask = '![$%^'.includes(char) ? maskAt(run, at) : undefined
      if (mask) masks.push(mask)
      at = mask ? mask.end : at + 1
    }
  }
  return [...masks, ...highlights(run, signs)].sort((a, b) => a.start - b.start)
}

function afterCode(run: string, at: number): number {
  const ticks = /^`+/.exec(run.slice(at, at + 200))![0]
  const closing = new RegExp(`(?<!\`)${ticks}(?!\`)`, 'g')
  closing.lastIndex = at + ticks.length
  const found = closing.exec(run)
  return found ? found.index + ticks.length : at + ticks.length
}

/** Pairs of `==` in one line with something in between that neither begins nor ends with a space. */
function highlights(run: string, signs: readonly number[]): Mask[] {
  const masks: Mask[] = []
  let open: number | undefined
  for (const sign of signs) {
    const closes = open !== undefined && !run.slice(open, sign).includes('\n') && /\S/.test(run[sign - 1] ?? ' ')
    if (closes && sign > open! + 2) {
      for (const start of [open!, sign]) masks.push({ kind: 'highlight', start, end: start + 2 })
      open = undefined
    } else open = /\S/.test(run[sign + 2] ?? ' ') ? sign : undefined
  }
  return masks
}

function applyMasks(source: string, masks: readonly Mask[], [first, rest]: string | string[]): string {
  let text = ''
  let at = 0
  for (const { kind, start, end } of masks) {
    text += source.slice(at, start)
    text += kind === 'block' ? instruction(source.slice(start, end)) : first + rest!.repeat(end - start - 1)
    at = end
  }
  return text + source.slice(at)
}

/** Keeps line ends, indentation and quote signs, which containers read. */
function instruction(block: string): string {
  const inner = block
    .slice(2, -2)
    .split('\n')
    .map((line, index) => {
      const prefix = index === 0 ? '' : /^[ \t>]*/.exec(line)![0]
      return prefix + 'x'.repeat(line.length - prefix.length)
    })
    .join('\n')
  return `<?${inner}?>`
}

function unusedSymbols(source: string): [string, string] {
  const used = new Set(source.match(/[\u2801-\u28ff]/g))
  const free: string[] = []
  for (let code = 0x2801; code <= 0x28ff && free.length < 2; code += 1) {
    const symbol = String.fromCharCode(code)
    if (!used.has(symbol)) free.push(symbol)
  }
  // A text that uses every Braille sign loses nothing but the constructs above.
  return [free[0] ?? '\u2801', free[1] ?? '\u2802']
}

/** What the placeholders in `value` stand for; `start` and `end` say which part of the source the value comes from. */
export function unmask(masked: Masked, value: string, { start, end }: { start: number; end: number }): string {
  const inside = masksBetween(masked, start, end).filter(({ kind }) => kind !== 'block')
  let next = 0
  return value.replace(masked.placeholder, (found) => {
    const mask = inside[next]
    next += 1
    return mask ? masked.source.slice(mask.start, mask.end) : found
  })
}

export function masksBetween({ masks }: Masked, start: number, end: number): readonly Mask[] {
  let low = 0
  let high = masks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (masks[middle]!.start < start) low = middle + 1
    else high = middle
  }
  let last = low
  while (last < masks.length && masks[last]!.start < end) last += 1
  return masks.slice(low, last)
}
