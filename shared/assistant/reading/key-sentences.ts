import { termsOf } from './terms.ts'
import { type Sentence, sentencesIn } from './sentences.ts'

/** A sentence of a text that says much of it. The words are the text's own: this is a selection and no summary. */
export interface KeySentence {
  readonly start: number
  readonly end: number
  readonly text: string
  /** What speaks for it, the strongest first. */
  readonly because: readonly KeyReason[]
}

/** topic: its words are those that the text is made of. lead: it stands first. */
export type KeyReason = 'decision' | 'open' | 'question' | 'date' | 'number' | 'name' | 'heading' | 'topic' | 'lead'

const weightOf: Readonly<Record<KeyReason, number>> = {
  decision: 3,
  open: 2,
  question: 1.5,
  date: 1,
  heading: 0.8,
  lead: 0.5,
  number: 0.3,
  name: 0.2,
  topic: 0,
}

/**
 * Structure first: what was decided, what is open, what is asked, when; then how much of the text's own vocabulary a sentence holds (cosine with
 * the centroid of all, as in Radev et al., "Centroid-based summarization", 2004). In the order of the text. Linear in its length.
 */
export function keySentences(text: string, most: number): readonly KeySentence[] {
  const sentences = sentencesIn(text).filter(({ kind }) => kind !== 'heading')
  const closeness = closenessToAll(sentences)
  const scored = sentences.map((sentence, at) => {
    const near = closeness[at] ?? 0
    const because = reasonsFor(sentence, near)
    const score = because.reduce((sum, reason) => sum + weightOf[reason], 0) + near - lengthPenalty(sentence.text)
    return { sentence, because, score, at }
  })
  const seen = new Set<string>()
  return scored
    .toSorted((a, b) => b.score - a.score || a.at - b.at)
    .filter(({ sentence }) => {
      const key = sentence.text.toLowerCase()
      return !seen.has(key) && seen.add(key)
    })
    .slice(0, Math.max(0, most))
    .sort((a, b) => a.at - b.at)
    .map(({ sentence: { start, end, text: said }, because }) => ({ start, end, text: said, because }))
}

const decision =
  /\b(?:we|they|the (?:team|board|group|committee))(?:'ve| have)? (?:all )?(?:decided|agreed|chose|chosen|approved|concluded)\b|\b(?:was|were|is|are|been) (?:decided|agreed|approved)\b|^(?:decision|decided|agreed|conclusion|result|resolved)\b\s*:/i
const decisionHeading = /\b(?:decisions?|decided|conclusions?|outcomes?|results?|summary)\b/i
const date =
  /\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|deadline|(?:january|february|march|april|june|july|august|september|october|november|december)\b|due (?:on|by)|by (?:the )?end of)/i
const quantity = /[$€£¥]\s?\d|\d\s?(?:%|percent|million|billion|k\b)|\b\d{2,}\b/i
const name = /(?<=[\p{L}\p{N},;] )\p{Lu}\p{Ll}+/u

function reasonsFor({ kind, heading, text, place }: Sentence, near: number): readonly KeyReason[] {
  const reasons: KeyReason[] = []
  if (decision.test(text) || decisionHeading.test(heading)) reasons.push('decision')
  if (kind === 'open') reasons.push('open')
  if (/[?？]["')\]]*$/.test(text)) reasons.push('question')
  if (date.test(text)) reasons.push('date')
  if (heading !== '' && place === 0) reasons.push('heading')
  if (heading === '' && place === 0 && kind === 'plain') reasons.push('lead')
  if (quantity.test(text)) reasons.push('number')
  if (name.test(text)) reasons.push('name')
  if (near >= 0.5 || reasons.length === 0) reasons.push('topic')
  return reasons
}

/** Neither a scrap nor a page. */
function lengthPenalty(text: string): number {
  if (text.length < 20) return 1.5
  return text.length > 400 ? 1 : 0
}

/** 1 for the sentence that is closest to all of them together. */
function closenessToAll(sentences: readonly Sentence[]): readonly number[] {
  const centre = new Map<string, number>()
  const terms = sentences.map(({ text }) => new Set(termsOf(text)))
  for (const each of terms) for (const term of each) centre.set(term, (centre.get(term) ?? 0) + 1)
  const raw = terms.map((each) => {
    let sum = 0
    for (const term of each) {
      const count = centre.get(term) ?? 0
      // What is in one sentence only ties it to no other.
      if (count > 1) sum += Math.log(1 + count)
    }
    return sum / Math.sqrt(each.size + 4)
  })
  const most = raw.reduce((a, b) => Math.max(a, b), 0)
  return raw.map((each) => (most > 0 ? each / most : 0))
}
