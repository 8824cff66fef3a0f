import { tagsIn } from '../words.ts'

/** What a text says of the idea besides itself. */
export interface Capture {
  /** Without the sign that pins it; all else stays as it was typed. */
  readonly text: string
  readonly tags: readonly string[]
  /** `#words` that are meant as words. */
  readonly plainTags: readonly string[]
  /** The sign that pins it: `!!`. */
  readonly pin: string | undefined
}

/** On its own: an exclamation mark behind a word is a feeling. */
const pinSign = /(?<=^|\s)(?:!!!?|!pin|!high|!urgent|!important)(?=\s|$)/i

/** `asWords`: tags (`#plans`) and signs (`!!`) that are meant as words. */
export function readCapture(text: string, asWords: ReadonlySet<string>): Capture {
  const named = tagsIn(text)
  const isTag = (tag: string) => !asWords.has(`#${tag}`)
  const found = pinSign.exec(text)
  const pin = found && !asWords.has(found[0].toLowerCase()) ? found : undefined
  return {
    text: pin ? without(text, pin.index, pin[0].length) : text,
    tags: named.filter(isTag),
    plainTags: named.filter((tag) => !isTag(tag)),
    pin: pin?.[0].toLowerCase(),
  }
}

/** With one of the spaces around it. */
function without(text: string, start: number, length: number): string {
  const rest = text.slice(start + length)
  return text.slice(0, start) + (/^[^\S\n]/.test(rest) ? rest.slice(1) : rest)
}
