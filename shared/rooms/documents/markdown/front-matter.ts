import { parse, stringify } from 'yaml'

/** What the front matter of a note says in terms of a document. */
export interface FrontMatter {
  readonly title: string | undefined
  readonly tags: readonly string[]
  /** ms since 1970 */
  readonly createdAt: number | undefined
  /** It is not a YAML mapping: kept as it is, never read. */
  readonly isBroken: boolean
}

/** Splits a note. `yaml` is what stands between the lines of dashes, undefined when the note has no front matter. */
export function splitFrontMatter(source: string): { yaml: string | undefined; body: string } {
  const whole = { yaml: undefined, body: source }
  const opening = /^---[ \t]*\n/.exec(source)
  if (!opening) return whole
  const closing = /^(---|\.\.\.)[ \t]*(\n|$)/gm
  closing.lastIndex = opening[0].length
  const found = closing.exec(source)
  if (!found) return whole
  const yaml = source.slice(opening[0].length, found.index).replace(/\n$/, '')
  const value = parsed(yaml)
  // Between two rules may also stand a text.
  const isMapping =
    yaml.trim() === '' || isRecord(value) || (value === undefined && /^[\p{L}_][^:\n]*:(\s|$)/mu.test(yaml))
  return isMapping ? { yaml, body: source.slice(found.index + found[0].length) } : whole
}

export function readFrontMatter(yaml: string): FrontMatter {
  const value = yaml.trim() === '' ? {} : parsed(yaml)
  if (!isRecord(value)) return { title: undefined, tags: [], createdAt: undefined, isBroken: true }
  const { title } = value
  return {
    title:
      typeof title === 'string' || typeof title === 'number'
        ? String(title).replace(/\s+/g, ' ').trim() || undefined
        : undefined,
    tags: tagsOf(value),
    createdAt: createdOf(value),
    isBroken: false,
  }
}

const maxTagLength = 60
const maxTags = 100

function tagsOf(value: Readonly<Record<string, unknown>>): string[] {
  const written = value.tags ?? value.tag ?? value.Tags
  const list = Array.isArray(written) ? written : typeof written === 'string' ? written.split(/[,\s]+/) : []
  const tags = list
    .filter((tag): tag is string | number => typeof tag === 'string' || typeof tag === 'number')
    .map((tag) => String(tag).trim().replace(/^#/, ''))
    .filter((tag) => tag !== '' && tag.length <= maxTagLength)
  return [...new Set(tags)].slice(0, maxTags)
}

function createdOf(value: Readonly<Record<string, unknown>>): number | undefined {
  for (const [key, written] of Object.entries(value)) {
    if (!/^(created|date|created[_ -]?(at|time|on)|date[_ -]created|creation[_ -]date)$/i.test(key)) continue
    const time = timeOf(written)
    if (time !== undefined) return time
  }
  return undefined
}

/** Dates and times as ISO 8601 writes them, with a space for the T if need be; without a zone they are UTC, the same everywhere. */
function timeOf(written: unknown): number | undefined {
  if (typeof written !== 'string') return undefined
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    written.trim(),
  )
  if (!found) return undefined
  const [, day, time = '00:00', zone = 'Z'] = found
  const ms = Date.parse(`${day}T${time}${zone}`)
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

export interface DocumentFields {
  readonly title: string
  readonly tags: readonly string[]
  readonly createdAt: number
  /** As it was imported; undefined: the document was made here. */
  readonly frontMatter: string | undefined
}

export interface WriteOptions {
  /** The title that the file's name says already. */
  readonly nameTitle: string
  /** Tags that the text itself carries. */
  readonly inlineTags: readonly string[]
}

/**
 * The front matter of an exported note, with its lines of dashes; '' for none. What was imported stays byte for byte, as long as it
 * still says what the document says; title, tags and created, where they are missing, go in front in this order.
 */
export function writeFrontMatter(fields: DocumentFields, { nameTitle, inlineTags }: WriteOptions): string {
  const kept = fields.frontMatter ?? ''
  const said = readFrontMatter(kept)
  if (said.isBroken) return wrapped(kept)
  let lines = kept
  const front: string[] = []
  if (said.title !== undefined ? said.title !== fields.title : fields.title !== nameTitle) {
    const line = stringify({ title: fields.title }, { lineWidth: 0 }).trimEnd()
    const replaced = replaceEntry(lines, /^title$/, line)
    if (replaced === undefined) front.push(line)
    else lines = replaced
  }
  const tags = tagsToWrite(fields.tags, said.tags, inlineTags)
  if (tags) {
    const line = tags.length > 0 ? stringify({ tags }, { lineWidth: 0 }).trimEnd() : ''
    const replaced = replaceEntry(lines, /^tags?$/i, line)
    if (replaced === undefined) front.push(line)
    else lines = replaced
  }
  if (fields.frontMatter === undefined) front.push(`created: ${new Date(fields.createdAt).toISOString()}`)
  return wrapped([...front, lines].filter((part) => part !== '').join('\n'))
}

/** undefined: the note says them already. */
function tagsToWrite(
  tags: readonly string[],
  said: readonly string[],
  inline: readonly string[],
): string[] | undefined {
  const spoken = new Set([...said, ...inline])
  const wanted = new Set([...tags, ...inline])
  if (spoken.size === wanted.size && [...wanted].every((tag) => spoken.has(tag))) return undefined
  return [...wanted].filter((tag) => !inline.includes(tag)).sort()
}

function wrapped(yaml: string): string {
  return yaml === '' ? '' : `---\n${yaml}\n---\n`
}

/** Replaces the first top-level entry whose key matches, with its lines; undefined = there is none. */
function replaceEntry(yaml: string, key: RegExp, line: string): string | undefined {
  const lines = yaml.split('\n')
  const start = lines.findIndex((one) => key.test(/^(["']?)([^\s"'#:][^"':]*?)\1\s*:(\s|$)/.exec(one)?.[2] ?? ''))
  if (start < 0) return undefined
  let end = start + 1
  while (end < lines.length && /^([ \t]|-\s|-$|$)/.test(lines[end]!)) end += 1
  while (end > start + 1 && lines[end - 1] === '') end -= 1
  return [...lines.slice(0, start), ...(line ? [line] : []), ...lines.slice(end)].join('\n')
}

function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { logLevel: 'error', maxAliasCount: 20 })
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
