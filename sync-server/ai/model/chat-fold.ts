import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import { mostTokens } from './token-bounds.ts'

/**
 * What a model says in one step, put together from the pieces of a stream. Pieces come from many kinds of servers, so nothing about them is
 * taken for granted: not the role, not the index or id of a call, not that a call comes in one piece or in several.
 */
export interface ChatFold {
  readonly text: string
  readonly calls: readonly FoldedCall[]
  /** Why the model ended; undefined: it has not. A stream that ends without one was cut off. */
  readonly finish: string | undefined
  /** As it came. */
  readonly usage: unknown
  /** Bytes of all that came: text, calls, thinking. */
  readonly bytes: number
}

export interface FoldedCall {
  readonly name: string
  /** JSON, if the model kept to it. */
  readonly input: string
  readonly key: CallKey
}

interface CallKey {
  readonly index: number | undefined
  readonly id: string | undefined
}

export const emptyFold: ChatFold = { text: '', calls: [], finish: undefined, usage: undefined, bytes: 0 }

/** No sensible step has more. */
const maxCalls = 32
const maxTextBytes = 400_000

/** The piece of text that is new, and how it stands now. 'malformed': it is none of the shapes that are in use. */
export function foldChunk(
  fold: ChatFold,
  chunk: unknown,
): Outcome<'malformed' | 'too-long', { fold: ChatFold; piece: string }> {
  if (!isRecord(chunk)) return refused('malformed')
  const usage = isRecord(chunk.usage) ? chunk.usage : fold.usage
  // The last chunk of many servers has the count alone.
  const [choice] = Array.isArray(chunk.choices) ? (chunk.choices as unknown[]) : []
  if (choice === undefined || choice === null) return done({ fold: { ...fold, usage }, piece: '' })
  if (!isRecord(choice)) return refused('malformed')
  const delta = isRecord(choice.delta) ? choice.delta : isRecord(choice.message) ? choice.message : {}
  const piece = stringOf(delta.content) + stringOf(delta.refusal)
  const pieces = callsOf(delta)
  if (!pieces) return refused('malformed')
  const calls = pieces.reduce(addCall, fold.calls)
  if (calls.length > maxCalls) return refused('malformed')
  const thought = stringOf(delta.reasoning_content) || stringOf(delta.reasoning)
  const called = pieces.map((each) => each.name + each.input).join('')
  const bytes = fold.bytes + mostTokens(piece + thought + called)
  if (bytes > maxTextBytes) return refused('too-long')
  const finish = stringOf(choice.finish_reason) || fold.finish
  return done({ fold: { text: fold.text + piece, calls, finish, usage, bytes }, piece })
}

type CallPiece = FoldedCall

function callsOf(delta: Record<string, unknown>): readonly CallPiece[] | undefined {
  const said = delta.tool_calls
  if (said === undefined || said === null) return []
  if (!Array.isArray(said)) return undefined
  const pieces = said.map(pieceOf)
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined
}

function pieceOf(said: unknown): CallPiece | undefined {
  if (!isRecord(said)) return undefined
  const call = isRecord(said.function) ? said.function : {}
  const { arguments: input } = call
  return {
    name: stringOf(call.name),
    // Some servers hand out what they have parsed already.
    input: isRecord(input) ? JSON.stringify(input) : stringOf(input),
    key: {
      index: typeof said.index === 'number' ? said.index : undefined,
      id: stringOf(said.id) || undefined,
    },
  }
}

function addCall(calls: readonly FoldedCall[], piece: CallPiece): readonly FoldedCall[] {
  const at = placeOf(calls, piece)
  const before = calls[at]
  if (!before) return [...calls, piece]
  const name = before.name === '' ? piece.name : before.name
  const key = { index: before.key.index ?? piece.key.index, id: before.key.id ?? piece.key.id }
  return calls.with(at, { name, input: before.input + piece.input, key })
}

/** Which call a piece goes on with; -1: it begins one. An index counts for more than an id, but servers exist that give all of them 0. */
function placeOf(calls: readonly FoldedCall[], { name, key }: CallPiece): number {
  const byIndex = key.index === undefined ? -1 : calls.findLastIndex((call) => call.key.index === key.index)
  const found = calls[byIndex]
  if (found) {
    const isOther = name !== '' && key.id !== undefined && found.key.id !== undefined && key.id !== found.key.id
    return isOther ? -1 : byIndex
  }
  if (key.index !== undefined) return -1
  const byId = key.id === undefined ? -1 : calls.findLastIndex((call) => call.key.id === key.id)
  // With an id of its own, or a name, and no index: a new call, also where the id was used for a call before it that is whole.
  if (byId !== -1 && !(name !== '' && isWhole(calls[byId]?.input))) return byId
  return name !== '' || key.id !== undefined ? -1 : calls.length - 1
}

function isWhole(input = ''): boolean {
  try {
    JSON.parse(input)
    return true
  } catch {
    return false
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
