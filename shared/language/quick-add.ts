import type { Moment } from './moment.ts'
import { masked, type Place, type TimePart, timePartsIn } from './quick-times.ts'

export interface QuickPerson {
  readonly id: string
  readonly name: string
}

export interface QuickProject {
  readonly id: string
  readonly title: string
}

export interface QuickAddContext {
  readonly moment: Moment
  readonly people?: readonly QuickPerson[]
  readonly projects?: readonly QuickProject[]
  /** Keys of parts that are meant as words (`partKey`). */
  readonly asWords?: ReadonlySet<string>
}

export type QuickPart =
  | TimePart
  | (Place &
      (
        | { readonly kind: 'label'; readonly label: string }
        | { readonly kind: 'priority'; readonly priority: 'urgent' | 'high' | 'normal' | 'low' }
        | { readonly kind: 'person'; readonly person: QuickPerson }
        | { readonly kind: 'project'; readonly project: QuickProject }
      ))

export interface QuickAdd {
  /** What is left when the parts are taken out; never empty unless the text is. */
  readonly title: string
  /** In the order of the text, without overlaps. */
  readonly parts: readonly QuickPart[]
}

/**
 * `call Ana about the Q3 budget next Tuesday 3pm #finance !high every 2 weeks` → a title and what else it says. `#label`, `!high`,
 * `@person` and `+project` or `/project` where such a person or project is known; dates and rules in English, the last ones count.
 * Whatever is no part stays in the title, word for word.
 */
export function readQuickAdd(text: string, context: QuickAddContext): QuickAdd {
  const quotes = quotedIn(text)
  const plain = masked(text, quotes)
  const signs = onePerKind(signParts(plain, context))
  const isWords = (part: TimePart) => context.asWords?.has(partKey(part)) ?? false
  const times = onePerKind(timePartsIn(masked(plain, signs), { moment: context.moment, isWords })).map((part) => ({
    ...part,
    text: text.slice(part.start, part.end),
  }))
  const parts = [...signs, ...times].toSorted((a, b) => a.start - b.start)
  const title = titleWithout(text, parts)
  // A field that says nothing but "tomorrow" is about tomorrow.
  return title === '' ? { title: text.replaceAll(/\s+/g, ' ').trim(), parts: [] } : { title, parts }
}

/** The same words mean the same part again while somebody goes on typing. */
export function partKey({ kind, text }: Pick<QuickPart, 'kind' | 'text'>): string {
  return `${kind}:${text.toLowerCase()}`
}

/** Stands where a part was taken away. */
const gap = '\0'

function titleWithout(text: string, parts: readonly Place[]): string {
  let [title, from] = ['', 0]
  for (const { start, end } of parts) {
    title += `${text.slice(from, start)}${gap}`
    from = end
  }
  return withoutJoints(`${title}${text.slice(from)}`)
    .replaceAll(gap, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** What parted the title from what was taken away: `Tomorrow: pack`, `Pack, tomorrow`, `Pack (tomorrow)`. All other marks stay: `fix run()`. */
function withoutJoints(title: string): string {
  return title
    .replaceAll(/\s*(?:\(\s*\0[\s\0]*\)|\[\s*\0[\s\0]*\])/g, '')
    .replace(/^\s*\0[\s\0]*[:,.;–—-]+\s+/u, '')
    .replace(/(?:[,;:]|\s[–—-])+\s*\0[\s\0]*$/u, '')
}

/** A title in quotes is a title: "The Day after Tomorrow". Apostrophes are none. */
function quotedIn(text: string): readonly Place[] {
  return [...text.matchAll(/["“][^"“”]+["”]/gu)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
    text: found,
  }))
}

const priorities = {
  urgent: 'urgent',
  high: 'high',
  normal: 'normal',
  medium: 'normal',
  low: 'low',
  '1': 'urgent',
  '2': 'high',
  '3': 'normal',
  '4': 'low',
  '!!': 'urgent',
  '!': 'high',
} as const

function signParts(text: string, context: QuickAddContext): QuickPart[] {
  const parts: QuickPart[] = []
  let taken = 0
  for (const { index } of text.matchAll(/(?<=^|\s)[#!@+/](?=\S)/g)) {
    const part = index < taken ? undefined : signAt(text, index, context)
    if (!part || context.asWords?.has(partKey(part))) continue
    parts.push(part)
    taken = part.end
  }
  return parts
}

function signAt(text: string, start: number, context: QuickAddContext): QuickPart | undefined {
  const [word = ''] = /^\S+/.exec(text.slice(start + 1)) ?? []
  const place = (length: number) => ({ start, end: start + 1 + length, text: text.slice(start, start + 1 + length) })
  switch (text[start]) {
    case '#': {
      const [label = ''] = /^[\p{L}\p{N}_/-]{1,60}/u.exec(word) ?? []
      return /\p{L}/u.test(label) ? { kind: 'label', label, ...place(label.length) } : undefined
    }
    case '!': {
      const [name = ''] = /^(?:!!?(?=\s|$)|[a-z]+|[1-4](?!\d))/i.exec(word) ?? []
      const known = Object.entries(priorities).find(([key]) => key === name.toLowerCase())
      return known && { kind: 'priority', priority: known[1], ...place(name.length) }
    }
    case '@': {
      const found = longestName(text.slice(start + 1), context.people ?? [], ({ name }) => [
        name,
        name.replaceAll(/\s+/g, ''),
        name.split(/\s+/)[0]!,
      ])
      return found && { kind: 'person', person: found.value, ...place(found.length) }
    }
    default: {
      const found = longestName(text.slice(start + 1), context.projects ?? [], ({ title }) => [
        title,
        title.replaceAll(/\s+/g, ''),
        title.replaceAll(/\s+/g, '-'),
      ])
      return found && { kind: 'project', project: found.value, ...place(found.length) }
    }
  }
}

/** The longest name that the text begins with, up to the end of a word; of two with equal names, the first. */
function longestName<Thing>(
  text: string,
  things: readonly Thing[],
  namesOf: (thing: Thing) => readonly string[],
): { value: Thing; length: number } | undefined {
  let best: { value: Thing; length: number } | undefined
  for (const value of things) {
    for (const name of namesOf(value)) {
      const { length } = name
      if (length <= (best?.length ?? 0) || plainLetters(text.slice(0, length)) !== plainLetters(name)) continue
      if (/^[\p{L}\p{N}]/u.test(text.slice(length))) continue
      best = { value, length }
    }
  }
  return best
}

/** Letter by letter, so that lengths stay: `@tomas` is Tomás. */
function plainLetters(text: string): string {
  return [...text].map((letter) => letter.normalize('NFD')[0]?.toLowerCase() ?? letter).join('')
}

/** Labels may be many; of all else the last counts and the others stay words. */
function onePerKind<Part extends QuickPart>(parts: readonly Part[]): readonly Part[] {
  const last = new Map(parts.map((part) => [part.kind, part]))
  return parts.filter((part) => part.kind === 'label' || last.get(part.kind) === part)
}
