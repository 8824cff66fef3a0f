/** An answer that arrives as JSON, told as it arrives. */
export interface JsonAnswer {
  /** Also after what comes is no JSON any more: as far as it could be read. undefined: what has come is not an answer. */
  readonly text: string | undefined
  read(piece: string): void
}

const opening = /^\s*(?:```(?:json)?\s*)?\{\s*"answer"\s*:\s*"/
/** Nothing that goes before it is longer. */
const maxOpening = 200
const thinkingEnd = '</think>'

/**
 * Reads `{"answer": "…"}` while it is written: thinking before it is skipped, a fence let be, and line ends that a model forgot to escape are
 * taken for what they are. Whatever begins otherwise is left to whoever has all of it.
 */
export function openJsonAnswer(told: (piece: string) => void): JsonAnswer {
  let state: 'before' | 'thinking' | 'within' | 'over' | 'other' = 'before'
  let rest = ''
  let text: string | undefined
  const readBefore = () => {
    if (rest.trimStart().startsWith('<think>')) return (state = 'thinking')
    const [begun] = opening.exec(rest) ?? []
    if (begun === undefined) return (state = rest.length > maxOpening ? 'other' : 'before')
    rest = rest.slice(begun.length)
    text = ''
    return (state = 'within')
  }
  const readThinking = () => {
    const end = rest.indexOf(thinkingEnd)
    rest = rest.slice(end === -1 ? 1 - thinkingEnd.length : end + thinkingEnd.length)
    return (state = end === -1 ? 'thinking' : 'before')
  }
  const readWithin = () => {
    const { decoded, taken, isOver } = decode(rest)
    rest = rest.slice(taken)
    text += decoded
    if (decoded !== '') told(decoded)
    return (state = isOver ? 'over' : 'within')
  }
  return {
    get text() {
      return text
    },
    read(piece) {
      if (state === 'over' || state === 'other') return
      rest += piece
      if (state === 'thinking') readThinking()
      if (state === 'before') readBefore()
      if (state === 'thinking' && readThinking() === 'before') readBefore()
      if (state === 'within') readWithin()
    },
  }
}

const pieces = /[^"\\]+|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\[^u]/y
/** An escape of which there may be more to come; one of a character in two parts has twelve letters. */
const unfinished = /\\(?:u[\da-fA-F]{0,3}|u[dD][89abAB][\da-fA-F]{2}(?:\\(?:u[\da-fA-F]{0,3})?)?)?$/y

function decode(json: string): { decoded: string; taken: number; isOver: boolean } {
  let decoded = ''
  let taken = 0
  while (taken < json.length) {
    unfinished.lastIndex = pieces.lastIndex = taken
    if (json[taken] === '"') return { decoded: decoded.toWellFormed(), taken: taken + 1, isOver: true }
    if (unfinished.test(json)) break
    // A backslash that begins nothing stands for itself.
    const [piece = '\\'] = pieces.exec(json) ?? []
    decoded += piece.startsWith('\\') ? unescaped(piece) : piece
    taken += piece.length
  }
  // Half a character waits for its other half.
  const waiting = /[\ud800-\udbff]$/.test(decoded) ? 1 : 0
  return { decoded: decoded.slice(0, decoded.length - waiting).toWellFormed(), taken: taken - waiting, isOver: false }
}

function unescaped(piece: string): string {
  try {
    return (JSON.parse(`"${piece}"`) as string).toWellFormed()
  } catch {
    return piece
  }
}
