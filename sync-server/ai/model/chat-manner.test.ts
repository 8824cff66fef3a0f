import { describe, expect, it } from 'vitest'
import { plainerWording, isTooMuch, refusesTools } from './chat-manner.ts'

/** As they were reported, each with where. */
const refusals: [server: string, status: number, words: string][] = [
  // https://github.com/ollama/ollama/issues/6027
  ['Ollama', 400, '{"error":{"message":"stablelm2:latest does not support tools","type":"api_error","param":null}}'],
  // https://github.com/ollama/ollama/issues/14795
  ['Ollama, its own', 400, '{"error":"registry.ollama.ai/library/Qwen3.5:0.8b does not support tools"}'],
  // https://github.com/containers/ramalama/issues/988, https://github.com/defilantech/LLMKube/issues/126
  ['llama.cpp', 500, '{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}'],
  // https://github.com/QwenLM/Qwen/issues/1298
  ['llama.cpp before', 500, '{"error":{"code":500,"message":"Unsupported param: tools","type":"server_error"}}'],
  // https://github.com/langchain4j/langchain4j/issues/3475
  [
    'vLLM',
    400,
    '{"object":"error","message":"\\"auto\\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","type":"BadRequestError","param":null,"code":400}',
  ],
  // https://github.com/Kilo-Org/kilocode/issues/9006
  [
    'OpenRouter',
    404,
    '{"error":{"message":"No endpoints found that support tool use. Try disabling \\"question\\".","code":404}}',
  ],
  // https://github.com/spring-projects/spring-ai/pull/2643
  ['DeepSeek', 400, '{"error":{"message":"deepseek-reasoner does not support Function Calling","param":null}}'],
  // https://github.com/agno-agi/agno/issues/137
  ['Groq', 400, '{"error":{"message":"`tools` is not supported with this model","type":"invalid_request_error"}}'],
  // https://github.com/songquanpeng/one-api/issues/2214
  ['a reseller', 400, '{"error":{"message":"The tool call is not supported."}}'],
  // https://github.com/sbintuitions/flexeval/pull/242
  [
    'OpenAI',
    400,
    '{"error":{"message":"tools is not supported in this model. For a list of supported models, refer to"}}',
  ],
]

/** What is said of other things. */
const others: [status: number, words: string][] = [
  [400, "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}"],
  [400, '{"error":{"message":"This response_format type is unavailable now"}}'],
  [400, "Unsupported parameter: 'max_tokens' is not supported with this model."],
  [400, "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."],
  [400, 'Failed to call a function. Please adjust your prompt.'],
  [401, 'Your key does not support tools.'],
  [429, 'Requests with tools are not allowed at this rate.'],
  [500, 'The server had an error while processing your request.'],
  [400, ''],
]

describe('tools', () => {
  it.each(refusals)('are refused in the words of %s', (_server, status, words) => {
    expect(refusesTools({ status, words })).toBe(true)
  })
  it.each(others)('are not refused by %i %s', (status, words) => {
    expect(refusesTools({ status, words })).toBe(false)
  })
})

/** Where they were found: the pages that they are from. */
const lengths: [from: string, status: number, words: string][] = [
  [
    'https://github.com/ggml-org/llama.cpp/pull/15780',
    500,
    '{"error":{"code":500,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"exceed_context_size_error","n_prompt_tokens":1407,"n_ctx":256}}',
  ],
  [
    'https://github.com/ggml-org/llama.cpp/issues/19774',
    500,
    '{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}',
  ],
  [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546',
    400,
    'Trying to keep the first 111490 tokens when context the overflows. However, the model is loaded with context length of only 32768 tokens, which is not enough.',
  ],
  [
    'https://github.com/tinyhumansai/openhuman/issues/3550',
    400,
    'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 10247 >= n_ctx: 4096).',
  ],
  [
    'https://github.com/vllm-project/vllm/issues/20409',
    400,
    "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion).",
  ],
  ['https://github.com/abetlen/llama-cpp-python/issues/416', 500, 'Requested tokens exceed context window of 512'],
]

describe('too much to take in', () => {
  it.each(lengths)('is told in the words of %s', (_from, status, words) => {
    expect(isTooMuch({ status, words })).toBe(true)
  })
  it.each(others.filter(([, words]) => !words.includes('context length')))('is not told by %i %s', (status, words) => {
    expect(isTooMuch({ status, words })).toBe(false)
  })
})

describe('a request that is not taken', () => {
  const first = { isPlain: false, format: 'schema', schemas: 'whole' } as const
  const said = (status: number, words = '') => ({ status, words })
  const talk = { tools: false, format: false }
  const act = { tools: true, format: false }
  const inJson = { tools: false, format: true }

  it('is put more plainly, once', () => {
    const plain = { isPlain: true, format: 'schema', schemas: 'loose' } as const
    expect(plainerWording(first, said(400), talk)).toEqual(plain)
    expect(plainerWording(plain, said(400), act)).toBeUndefined()
    expect(plainerWording(first, said(500), act)).toBeUndefined()
  })

  it('asks for less of a form, step by step', () => {
    // https://github.com/khoj-ai/khoj/issues/1336
    const deepSeek = said(400, 'This response_format type is unavailable now')
    const asObject = plainerWording(first, deepSeek, inJson)
    expect(asObject).toEqual({ ...first, format: 'object' })
    // https://github.com/willmiao/ComfyUI-Lora-Manager/issues/1033
    const studio = said(400, "'response_format.type' must be 'json_schema' or 'text'")
    const inWords = asObject && plainerWording(asObject, studio, inJson)
    expect(inWords).toEqual({ ...first, format: 'words' })
    expect(inWords && plainerWording(inWords, said(400), inJson)).toMatchObject({ isPlain: true, format: 'words' })
    expect(plainerWording({ ...first, isPlain: true, format: 'words' }, said(400), inJson)).toBeUndefined()
  })

  it('tells its tools by types alone where a schema is too much', () => {
    // https://github.com/ggml-org/llama.cpp/issues/25746
    const words = 'Failed to initialize samplers: failed to parse grammar'
    for (const status of [400, 500])
      expect(plainerWording(first, said(status, words), act)).toEqual({ ...first, schemas: 'loose' })
    expect(plainerWording(first, said(500, words), inJson)).toEqual({ ...first, format: 'object' })
  })

  it('keeps its form where something else is named', () => {
    const words = "Unsupported parameter: 'max_tokens' is not supported with this model."
    expect(plainerWording(first, said(400, words), inJson)).toEqual({ ...first, isPlain: true })
  })
})
