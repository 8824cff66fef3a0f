/** How an endpoint wants to be asked, as far as it has shown. Servers speak one protocol, and take different parts of it. */
export interface ChatManner {
  /** Whatever servers or models are known not to take is left out. */
  isPlain: boolean
  /** refused: what is to be done is asked for as JSON. */
  tools: 'unknown' | 'taken' | 'refused'
  /** What it takes as the form of an answer: a schema, "some JSON", or nothing but words. */
  format: 'schema' | 'object' | 'words'
  /** loose: tools are told with types alone, as grammars take them. */
  schemas: 'whole' | 'loose'
}

/** What of it a single request can be put by. */
export type Wording = Pick<ChatManner, 'isPlain' | 'format' | 'schemas'>

export function freshManner(): ChatManner {
  return { isPlain: false, tools: 'unknown', format: 'schema', schemas: 'whole' }
}

/** Of a request that was not taken. */
export interface Complaint {
  /** undefined: it came in the place of an answer. */
  readonly status: number | undefined
  /** The endpoint's own, for nobody but us to read: they may hold anything. */
  readonly words: string
}

/** How to ask once more; undefined: in no other way. */
export function plainerWording(
  wording: Wording,
  complaint: Complaint,
  has: { readonly tools: boolean; readonly format: boolean },
): Wording | undefined {
  const { isPlain, format, schemas } = wording
  const isLess = isNotTaken(complaint)
  const { words } = complaint
  if (isLess && !isPlain && ofOurWords.test(words)) return { ...wording, isPlain: true }
  if (has.tools && schemas === 'whole' && ofSchemas.test(words)) return { ...wording, schemas: 'loose' }
  // LM Studio takes a schema and no object, DeepSeek an object and no schema.
  if (has.format && format !== 'words' && (isLess || ofFormats.test(words) || ofSchemas.test(words)))
    return { ...wording, format: format === 'schema' ? 'object' : 'words' }
  return isLess && !isPlain ? { ...wording, isPlain: true, schemas: 'loose' } : undefined
}

export function isNotTaken({ status }: Complaint): boolean {
  return status === 400 || status === 422
}

/**
 * Whether it says that it takes no tools. The status tells little: Ollama answers 400, llama.cpp 500, OpenRouter 404. What they say is in
 * `chat-manner.test.ts`, with where it was found.
 */
export function refusesTools({ status, words }: Complaint): boolean {
  const isOfSomethingElse = status === 401 || status === 403 || status === 429
  return !isOfSomethingElse && (toolsThenNo.test(words) || noThenTools.test(words))
}

/** Whether it says that it was told more than it can take in; where the words were found is in `chat-manner.test.ts`. */
export function isTooMuch({ status, words }: Complaint): boolean {
  return status !== 401 && status !== 403 && status !== 429 && ofLength.test(words)
}

const ofLength =
  /\bmaximum context length|\bcontext_length|\bexceed_context_size|\bcontext (?:size|length|window)\b.{0,80}\b(?:exceeded|only|n_ctx)|\bexceeds?\b.{0,40}\bcontext (?:size|length|window)|prompt is too long/is
const ofOurWords = /\b(?:max_tokens|stream_options|temperature)\b/
const ofFormats = /response_?format|json_?object|guided/i
const ofSchemas = /grammar|schema|\bregex/i

const tools = String.raw`(?:\btools?\b|\btool[-_ ](?:use|calls?|calling|choice)\b|\bfunction[-_ ]?call(?:s|ing)?\b)`
const no = String.raw`(?:not (?:be )?(?:support|enabl|permit|allow|accept|implement)|n't support|unsupported|unrecogni[sz]ed|\brequires?\b|no endpoints)`
const toolsThenNo = new RegExp(`${tools}.{0,80}${no}`, 'is')
const noThenTools = new RegExp(`${no}.{0,80}${tools}`, 'is')
