import { createHash } from 'node:crypto'
import type { CutPassage, CuttableText } from '#server/storage/embedding-store.ts'

/** Of UTF-8. About 400 tokens of most languages, so that models that take 512 take it with its title. */
const maxBytes = 1_200
/** A heading begins a passage of its own unless the one before it is as short as this. */
const minBytes = 240
const maxTitle = 160
/** What a longer text says after these is found by its words. */
const maxPassages = 500

/** A text cut at its headings, its lines and, where these are long, its sentences. What has a title and no text is a passage, too. */
export function passagesOf(said: CuttableText): readonly CutPassage[] {
  const cut = cutsOf(said)
  const whole = cut.length === 0 && said.title.trim() !== '' ? [{ start: 0, end: 0 }] : cut
  return whole.map((passage) => ({ ...passage, hash: hashOf(inputOf(said, passage)) }))
}

/** What the model is given for a passage: the title as well, for a passage may not name what it is about. */
export function inputOf(
  { title, text }: Pick<CuttableText, 'title' | 'text'>,
  { start, end }: Pick<CutPassage, 'start' | 'end'>,
): string {
  const piece = text.slice(start, end).trim()
  const head = title.trim().slice(0, maxTitle)
  return head === '' || piece.startsWith(head) ? piece : `${head}\n\n${piece}`.trim()
}

export function hashOf(input: string): Uint8Array {
  return createHash('sha256').update(input).digest().subarray(0, 16)
}

interface Piece {
  readonly start: number
  readonly end: number
  readonly bytes: number
}

function cutsOf({ text, sections }: CuttableText): readonly { readonly start: number; readonly end: number }[] {
  const borders = new Set(sections)
  const cuts: { start: number; end: number }[] = []
  let [start, bytes] = [0, 0]
  const cutAt = (end: number) => {
    if (text.slice(start, end).trim() !== '') cuts.push({ start, end })
    start = end
    bytes = 0
  }
  for (const piece of piecesOf(text)) {
    const isBorder = borders.has(piece.start) && bytes >= minBytes
    if (bytes > 0 && (isBorder || bytes + piece.bytes > maxBytes)) cutAt(piece.start)
    bytes += piece.bytes
    if (cuts.length === maxPassages) return cuts
  }
  cutAt(text.length)
  return cuts
}

/** Lines with their ends; a long one in parts. */
function* piecesOf(text: string): Generator<Piece> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const lineEnd = found < 0 ? text.length : found + 1
    const end = Math.min(lineEnd, partEnd(text, start, lineEnd))
    yield { start, end, bytes: Buffer.byteLength(text.slice(start, end)) }
    start = end
  }
}

/** So much of a line as a passage takes, to the end of a sentence or a word if there is one in its last third. */
function partEnd(text: string, start: number, lineEnd: number): number {
  // No character is more than three bytes for each of its units.
  if ((lineEnd - start) * 3 <= maxBytes) return lineEnd
  const line = Buffer.from(text.slice(start, Math.min(lineEnd, start + maxBytes)))
  if (line.byteLength <= maxBytes && start + maxBytes >= lineEnd) return lineEnd
  const most = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, maxBytes), { stream: true })
  const from = Math.floor((most.length * 2) / 3)
  const tail = most.slice(from)
  const sentence = /^.*(?:[.!?](?=\s)|[。！？])/su.exec(tail)?.[0].length
  const end = sentence ?? /^.*\s/s.exec(tail)?.[0].length
  return start + (end === undefined ? most.length : from + end)
}
